# PROFILE=embedded: the commands start a tracking server of their own, unless MLFLOW_TRACKING_URI names another.
PROFILES += embedded
