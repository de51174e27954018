#include "driver/TypeTables.h"

#include <clang/AST/ASTContext.h>

namespace chanvet::driver {

namespace {

void makeRoom(clang::ASTContext& context);
void makeRoom(clang::DeclarationNameTable& names);

// The tables are private: only an explicit instantiation may name them ([temp.spec.general]).
template <typename Owner, auto... Tables>
struct TablesOf {
  friend void makeRoom(Owner& owner) { ((owner.*Tables).reserve(2 * (owner.*Tables).size()), ...); }
};

using clang::ASTContext;
using clang::DeclarationNameTable;

template struct TablesOf<ASTContext, &ASTContext::PointerTypes, &ASTContext::LValueReferenceTypes,
                         &ASTContext::RValueReferenceTypes, &ASTContext::FunctionProtoTypes,
                         &ASTContext::TemplateTypeParmTypes,
                         &ASTContext::SubstTemplateTypeParmTypes,
                         &ASTContext::TemplateSpecializationTypes, &ASTContext::UsingTypes,
                         &ASTContext::TypedefTypes, &ASTContext::DependentNameTypes,
                         &ASTContext::PackExpansionTypes, &ASTContext::QualifiedTemplateNames>;
template struct TablesOf<DeclarationNameTable, &DeclarationNameTable::CXXConstructorNames,
                         &DeclarationNameTable::CXXDestructorNames>;

}  // namespace

void makeRoomForTypes(ASTContext& context) {
  makeRoom(context);
  makeRoom(context.DeclarationNames);
}

}  // namespace chanvet::driver
