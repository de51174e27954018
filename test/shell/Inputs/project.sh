# Makes a repository in a folder, with something of everything that can be completed.
set -e
rm -rf "$1"
mkdir -p "$1/build" "$1/include"
cd "$1"
touch pool.cpp own.yaml
git init -q
git -c user.name=n -c user.email=e commit -q --allow-empty -m first
git branch topic/one
