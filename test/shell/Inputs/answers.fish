# answers.fish SCRIPT < lines: what completes each line, with the script read first.
source $argv[1]
while read --local line
    echo "== $line"
    complete --do-complete "$line"
end
