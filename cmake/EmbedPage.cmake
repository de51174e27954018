# cmake -DOUTPUT=... -DFOLDER=lib/report/html -P EmbedPage.cmake: a source that holds the page.
foreach(part IN ITEMS page.html style.css script.js)
  file(READ ${FOLDER}/${part} text)
  string(APPEND parts "    R\"chanvet_page(${text})chanvet_page\",\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"report/HtmlPage.h\"

namespace chanvet::report::detail {

HtmlPage htmlPage() {
  return {
${parts}  };
}

}  // namespace chanvet::report::detail
")
