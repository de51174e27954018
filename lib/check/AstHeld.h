// Local variables that hold what has to be given back: what a pool has lent, an open file. Along
// the paths of clang's graph of a function it is told which of them leave with the variable still
// holding it, and what is done with it after it was given back.
//
// A use hands the object on where somebody else may have it from then on: it is returned, stored,
// moved, captured by a lambda, or given to code that is not seen. Functions of C only look at what
// they are given; of functions whose body is seen it is known what they do with their parameters.
//
// A condition that is tested again comes out the same as long as nothing that it names was changed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/AstOwnCode.h"

namespace chanvet::check {

// A variable that a call has put something into that has to be given back.
struct Taking {
  const clang::VarDecl* variable = nullptr;
  const clang::CallExpr* call = nullptr;
  const clang::Stmt* stored = nullptr;  // the declaration or assignment
  const clang::Stmt* body = nullptr;    // of the function or lambda
  const clang::FunctionDecl* function = nullptr;
  std::string functionName;
};

// A path that ends with the variable holding what was taken.
struct LeftHeld {
  const clang::Stmt* exit = nullptr;  // a return or throw; null: the end of the body or of a turn
};

// A use of what was given back before.
struct LateUse {
  const clang::Expr* use = nullptr;
  const clang::Expr* givenBack = nullptr;
  bool givesBackAgain = false;
};

struct HeldPaths {
  std::optional<LeftHeld> left;  // the shortest of them
  std::optional<LateUse> late;
  const clang::Expr* givenBack = nullptr;  // on some path of the function; may be null
  bool isHandedOn = false;                 // by some use in the function, on a path or not
};

// Walks through a unit and notes what its variables are used for.
class HeldVariables : public OwnCode {
 public:
  using OwnCode::OwnCode;

  // Uses are noted in a second walk, where something is taken.
  void walk();

  // In the order in which they stand.
  const std::vector<Taking>& takings() const { return takings_; }
  HeldPaths follow(const Taking& taking);

  bool VisitDeclStmt(const clang::DeclStmt* declaration) override;
  bool VisitBinaryOperator(const clang::BinaryOperator* assignment) override;
  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override;
  bool VisitCallExpr(const clang::CallExpr* call) override;

 protected:
  virtual bool isTaking(const clang::CallExpr* call) const = 0;
  // What a call gives back; null when it is none that does.
  virtual const clang::Expr* givenBackBy(const clang::CallExpr* call) const = 0;
  // Whether this is the second walk.
  bool notesUses() const { return notesUses_; }
  // Whether what is done with the object may be up to anything that was made from it, also to
  // whether it is given back: an answer that came over it.
  virtual bool isJudgedByUse() const { return false; }

 private:
  class Paths;
  friend class Paths;

  struct Use {
    enum Kind : uint8_t { Look, Access, GiveBack, HandOn, Replace, Argument, Method } kind = Look;
    const clang::DeclRefExpr* reference = nullptr;
    const clang::Expr* whole = nullptr;  // the call that gives it back, or else the reference
    const clang::FunctionDecl* callee = nullptr;  // Argument, Method
    unsigned parameter = 0;                       // Argument
  };

  void noteTaking(const clang::ValueDecl* target, const clang::Expr* value,
                  const clang::Stmt* stored);
  Use classify(const clang::DeclRefExpr* reference) const;
  std::optional<Use> classifyIn(EnclosingPath path, const clang::Expr* part, Use use) const;
  std::optional<Use> classifyOperator(const clang::CXXOperatorCallExpr* call,
                                      const clang::Expr* part, Use use) const;
  Use classifyArgument(const clang::CallExpr* call, const clang::Expr* part, Use use) const;
  // What comes of a use in the end: of an argument, what the function does with it.
  Use::Kind effectOf(const Use& use, unsigned depth = 0) const;

  bool notesUses_ = false;
  std::vector<Taking> takings_;
  std::map<const clang::VarDecl*, std::vector<Use>> uses_;
  std::set<const clang::FunctionDecl*> walked_;     // whose bodies were seen
  std::set<const clang::FunctionDecl*> givesSelf_;  // methods that give back their object
};

}  // namespace chanvet::check
