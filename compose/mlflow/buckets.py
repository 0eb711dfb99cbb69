"""Creates the buckets named on the command line, each with a user who reaches no other: S3_ROOT_USER and S3_ROOT_PASSWORD
create them, and the keys of the bucket `lake` are LAKE_ACCESS_KEY_ID and LAKE_SECRET_ACCESS_KEY. Keys that reach their bucket
already are left as they are, as in a store that has its users from elsewhere."""

import json
import os
import sys
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from minio.credentials import StaticProvider
from minio.error import MinioAdminException
from minio.minioadmin import MinioAdmin

ENDPOINT = os.environ["MLFLOW_S3_ENDPOINT_URL"]
REGION = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
ROOT = os.environ["S3_ROOT_USER"], os.environ["S3_ROOT_PASSWORD"]


def client(keys):
    # A store on a host name of its own has no host name for each bucket.
    return boto3.client(
        "s3",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        config=Config(s3={"addressing_style": "path"}),
    )


def reaches(bucket, keys):
    try:
        client(keys).list_objects_v2(Bucket=bucket, MaxKeys=1)
        return True
    except ClientError:
        return False


def minio_user(bucket, keys):
    address = urlsplit(ENDPOINT)
    admin = MinioAdmin(endpoint=address.netloc, credentials=StaticProvider(*ROOT), secure=address.scheme == "https")
    resources = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Allow", "Action": ["s3:*"], "Resource": resources}
    admin.policy_add(f"lastmile-{bucket}", policy={"Version": "2012-10-17", "Statement": [statement]})
    admin.user_add(*keys)
    admin.policy_set(f"lastmile-{bucket}", user=keys[0])


def versitygw(path, body=b"", **query):
    request = AWSRequest("PATCH", f"{ENDPOINT}/{path}", data=body, params=query)
    S3SigV4Auth(Credentials(*ROOT), "s3", REGION).add_auth(request)
    response = URLLib3Session().send(request.prepare())
    if response.status_code >= 300:
        raise RuntimeError(f"{path}: HTTP {response.status_code}")


def versitygw_user(bucket, keys):
    access, secret = map(escape, keys)
    account = f"<Account><Access>{access}</Access><Secret>{secret}</Secret><Role>user</Role></Account>"
    try:
        versitygw("create-user", account.encode())
    except RuntimeError:
        versitygw("update-user", f"<MutableProps><Secret>{secret}</Secret></MutableProps>".encode(), access=keys[0])
    versitygw("change-bucket-owner/", bucket=bucket, owner=keys[0])


def create(bucket, keys):
    store = client(ROOT)
    try:
        store.create_bucket(Bucket=bucket)
    except ClientError as refused:
        if refused.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise
    store.head_bucket(Bucket=bucket)
    if not reaches(bucket, keys):
        try:
            minio_user(bucket, keys)
        except (MinioAdminException, json.JSONDecodeError):
            versitygw_user(bucket, keys)


for bucket in sys.argv[1:]:
    keys = os.environ[f"{bucket.upper()}_ACCESS_KEY_ID"], os.environ[f"{bucket.upper()}_SECRET_ACCESS_KEY"]
    try:
        if not reaches(bucket, keys):
            create(bucket, keys)
        if not reaches(bucket, keys):
            raise RuntimeError("its keys do not reach it")
    except (ClientError, MinioAdminException, RuntimeError) as failure:
        sys.exit(
            f"error: bucket {bucket} at {ENDPOINT}: {failure}. Check S3_ROOT_USER and S3_ROOT_PASSWORD; in a store that is"
            f" neither MinIO nor versitygw with VGW_IAM_DIR, create a user for the bucket yourself and set its keys."
        )
    print(f"bucket {bucket} is there, with a user of its own")
