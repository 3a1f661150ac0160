// A schedule's description: how it is made, its hash, and its text as Python.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_TEXT_HPP
#define GRADSTEP_SCHEDULE_TEXT_HPP
#include <charconv>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "node.hpp"

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

template <class = void>
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

/// f of what an argument is.
template <class F, class... T>
void visit_argument(ArgumentRef x, F f, std::type_identity<std::tuple<T...>>) {
  ((x.type == index_of<T, ArgumentTypes> ? f(*static_cast<const T*>(x.at)) : void()), ...);
}

template <class = void>
class MakeDescription final : public Describer {
 public:
  void name(std::string_view name) override { out.name = name; }
  void argument(std::string_view name, ArgumentRef x, bool positional, bool at_default) override {
    Description::Value value;
    const auto take = [&](const auto& own) { value = own; };
    visit_argument(x, take, std::type_identity<ArgumentTypes>{});
    out.arguments.push_back({std::string(name), std::move(value), positional, at_default});
  }
  Description out;
};

/// Writes Python. It makes no description, since a program that only refuses values needs this too.
template <class = void>
class WriteRepr final : public Describer {
 public:
  [[gnu::cold]] void name(std::string_view name) override { (out += name) += '('; }
  [[gnu::cold]] void argument(std::string_view name, ArgumentRef x, bool positional,
                              bool at_default) override {
    if (at_default) return;
    out += between_;
    between_ = ", ";
    if (!positional) (out += name) += '=';
    const auto add = [&](const auto& value) { this->add(value); };
    visit_argument(x, add, std::type_identity<ArgumentTypes>{});
  }
  std::string out;

 private:
  const char* between_ = "";
  void add(None) { out += "None"; }
  void add(bool x) { out += x ? "True" : "False"; }
  void add(std::int64_t x) { out += std::to_string(x); }
  void add(double x) { out += python_text(x); }
  void add(const std::string& x) { ((out += '"') += x) += '"'; }
  void add(const Schedule& s) { out += s.repr(); }
  void add(const UserFunctionRef& f) { out += f.function->text(); }
  [[gnu::cold]] void add(const Shape& s) {
    const bool number = shape_has_number(s);
    if (number) out += '(';
    add(std::string(shape_name(s)));
    if (number) ((out += ", ") += python_text(s.x)) += ')';
  }
  template <class T>
  [[gnu::cold]] void add(const std::vector<T>& list) {
    const char* between = "[";
    for (const T& x : list) out += between, add(x), between = ", ";
    out += list.empty() ? "[]" : "]";
  }
};
/// What a node, or a struct that is in none yet, says of itself.
template <class Made, class S>
Made described(const S& s) {
  Made made;
  if constexpr (std::is_same_v<S, Node>)
    s.describe(made);
  else
    describe_struct(s, made);
  return made;
}
template <class S>
Description description_of(const S& s) {
  return described<MakeDescription<>>(s).out;
}
template <class S>
[[gnu::cold]] std::string repr_of(const S& s) {
  return described<WriteRepr<>>(s).out + ')';
}

}  // namespace gradstep::detail
#endif
