// A schedule's description: its hash, and its text as Python.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_TEXT_HPP
#define GRADSTEP_SCHEDULE_TEXT_HPP
#include <charconv>
#include <functional>
#include <string>
#include <vector>

namespace gradstep::detail {

/// A number as Python writes it: 0.0003, 1e-05, 9500.0.
inline std::string python_text(double x) {
  char buffer[40];
  const double size = x < 0 ? -x : x;
  const auto format = size != 0 && (size < 1e-4 || size >= 1e16) ? std::chars_format::scientific
                                                                 : std::chars_format::fixed;
  std::string s(buffer, std::to_chars(buffer, buffer + sizeof buffer, x, format).ptr);
  if (s.find_first_of(".en") == std::string::npos) s += ".0";
  return s;
}

/// A shape's name: "cosine". For a shape with a number, only its kind: "power".
inline std::string shape_name(const Shape& shape) {
  if (shape == sqrt_shape) return "1-sqrt";
  if (shape == square_shape) return "1-square";
  constexpr const char* names[]{"linear", "cosine", "power", "exponential"};
  return names[shape.kind];
}
/// Whether the name alone does not say which shape it is.
inline bool shape_has_number(const Shape& shape) {
  return (shape.kind == Shape::power && !(shape == sqrt_shape) && !(shape == square_shape)) ||
         (shape.kind == Shape::exponential && shape.x != 0.1);
}

inline std::size_t mix_hash(std::size_t a, std::size_t b) {
  return a ^ (b + 0x9e3779b97f4a7c15 + (a << 6) + (a >> 2));
}

struct Hash {
  std::size_t operator()(None) const { return 1; }
  std::size_t operator()(const Schedule& s) const { return s.hash(); }
  std::size_t operator()(const UserFunctionRef& f) const { return f.function->hash(); }
  std::size_t operator()(const Shape& s) const {
    return mix_hash(s.kind, s.kind <= Shape::cosine ? 0 : std::hash<double>{}(s.x));
  }
  template <class T>
  std::size_t operator()(const T& x) const {
    return std::hash<T>{}(x);
  }
  template <class T>
  std::size_t operator()(const std::vector<T>& list) const {
    std::size_t h = list.size();
    for (const T& x : list) h = mix_hash(h, (*this)(x));
    return h;
  }
};

struct Repr {
  std::string operator()(None) const { return "None"; }
  std::string operator()(bool x) const { return x ? "True" : "False"; }
  std::string operator()(std::int64_t x) const { return std::to_string(x); }
  std::string operator()(double x) const { return python_text(x); }
  std::string operator()(const std::string& x) const { return '"' + x + '"'; }
  std::string operator()(const Schedule& s) const { return s.repr(); }
  std::string operator()(const UserFunctionRef& f) const { return f.function->text(); }
  std::string operator()(const Shape& s) const {
    const std::string name = '"' + shape_name(s) + '"';
    return shape_has_number(s) ? '(' + name + ", " + python_text(s.x) + ')' : name;
  }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string s;
    for (const T& x : list) s += (s.empty() ? "" : ", ") + (*this)(x);
    return '[' + s + ']';
  }
};

[[gnu::cold]] inline std::string repr_of(const Description& d) {
  std::string s;
  for (const Description::Argument& a : d.arguments)
    if (!a.at_default)
      s += (s.empty() ? "" : ", ") + (a.positional ? "" : a.name + '=') + a.value.visit(Repr{});
  return d.name + '(' + s + ')';
}

}  // namespace gradstep::detail
#endif
