// A state buffer of a rule: its name, when it is there, how it starts, whether it decays towards zero.
#pragma once

namespace gradstep {

/// slot<R>{"exp_avg"} is always there; {"momentum_buffer", &SGD::momentum} only while the member is non-zero (or scheduled).
template <class R>
struct slot {
  const char* name;
  bool R::*option = nullptr;
  double R::*number = nullptr;
  double R::*initial =
      nullptr;         // the member whose value fills the slot at the start; null means zeros
  bool decays = true;  // flushed to 0 below the smallest normal number on store

  constexpr slot(const char* n) : name(n) {}
  constexpr slot(const char* n, bool R::*o) : name(n), option(o) {}
  constexpr slot(const char* n, double R::*x) : name(n), number(x) {}

  constexpr slot starting_at(double R::*member) const {
    slot s = *this;
    s.initial = member;
    return s;
  }
  constexpr slot lasting() const {
    slot s = *this;
    s.decays = false;
    return s;
  }
  constexpr bool switched() const { return option != nullptr || number != nullptr; }
  constexpr bool used(const R& r) const {
    return option ? r.*option : number ? r.*number != 0 : true;
  }
};

}  // namespace gradstep
