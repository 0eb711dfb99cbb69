"""Makes the buckets that are named on the command line, where they are not there yet."""

import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# A store on a host name of its own has no host name for each bucket.
store = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"], config=Config(s3={"addressing_style": "path"}))
for bucket in sys.argv[1:]:
    try:
        store.create_bucket(Bucket=bucket)
    except ClientError as refused:
        if refused.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise
    store.head_bucket(Bucket=bucket)
    print(f"bucket {bucket} is there")
