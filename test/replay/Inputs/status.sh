# Runs a command with both outputs on one stream, its standard output first, and tells its status.
err=$(mktemp)
"$@" 2>"$err"
status=$?
cat "$err"
rm -f "$err"
echo "status $status"
