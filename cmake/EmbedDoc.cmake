# cmake -DOUTPUT=... -DINPUT=doc.md -P EmbedDoc.cmake: a header with the text as `kCheckDoc`.
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "static constexpr char kCheckDoc[] = R\"chanvet_doc(${text})chanvet_doc\";\n")
