#!/bin/sh
# Makes the first keys, once, and leaves them in a folder: operator.key for people; eigen.key, and eigen.secret that it
# signs with, for the mock platform. Nothing else knows the commands.
set -eu
folder=$1

keep() {
  file=$folder/$1
  shift
  [ -s "$file" ] && return
  node dist/apps/api/src/keys.main.js "$@" --quiet >"$file.part"
  mv "$file.part" "$file"
}

umask 077
keep operator.key create --role operator --name operator
keep eigen.key create --role instrumenter --name eigen
keep eigen.secret secret set eigen:8283
