// What a rule declares besides its hyper-parameters: its state buffers, and the sums that it asks
// for.
#pragma once
#include <cstddef>

namespace gradstep {

/// The terms that a rule's measure() asks to be summed over an array (or row).
template <class V, std::size_t N>
struct sums {
  V v[N];
};
template <class V, class... W>
sums(V, W...) -> sums<V, 1 + sizeof...(W)>;

/// The sums themselves, as decide() gets them; over how many elements they are; and the loss of the
/// step, if it was given.
template <std::size_t N>
struct Sums {
  double v[N > 0 ? N : 1];
  double size, loss;
  constexpr double operator[](std::size_t i) const { return v[i]; }
};

/// slot<R>{"exp_avg"} is always there; {"momentum_buffer", &SGD::momentum} only while the member is
/// non-zero (or scheduled).
template <class R>
struct slot {
  const char* name;
  bool R::*option = nullptr;
  double R::*number = nullptr;
  double R::*initial =
      nullptr;            // the member whose value fills the slot at the start; null means zeros
  bool decays = true;     // flushed to 0 below the smallest normal number on store
  bool signless = false;  // never negative: codes need no sign, and only 0 is 0
  bool precise = false;   // stays in the compute dtype, whatever state_dtype is
  bool R::*precise_if = nullptr;  // the member that makes it precise

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
  constexpr slot non_negative() const {
    slot s = *this;
    s.signless = true;
    return s;
  }
  /// For sums that only grow, whose next term would be rounded away, for copies of parameters, and
  /// for what is subtracted from its like.
  constexpr slot exact() const {
    slot s = *this;
    s.precise = true;
    return s;
  }
  constexpr slot exact(bool R::*member) const {
    slot s = *this;
    s.precise_if = member;
    return s;
  }
  constexpr bool switched() const { return option != nullptr || number != nullptr; }
  constexpr bool used(const R& r) const {
    return option ? r.*option : number ? r.*number != 0 : true;
  }
};

}  // namespace gradstep
