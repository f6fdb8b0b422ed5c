#!/bin/sh
# The mock platform, with what first-keys.sh left for it in a folder.
set -eu
EIGEN_API_KEY=$(cat "$1/eigen.key")
EIGEN_WEBHOOK_SECRET=$(cat "$1/eigen.secret")
export EIGEN_API_KEY EIGEN_WEBHOOK_SECRET
exec node dist/apps/eigen/src/main.js
