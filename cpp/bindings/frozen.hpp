// Frozen values in Python that are reflected structs here: line searches, and the options that have
// members of their own. A class gets its signature, its checks, its documentation, repr, equality
// and pickles from the struct and its words.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/detail/range_text.hpp>
#include <gradstep/reflect.hpp>

#include <cctype>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "call.hpp"
#include "docs.hpp"
#include "errors.hpp"
#include "numbers.hpp"
#include "python_side.hpp"
#include "subclass.hpp"
#include "values.hpp"

namespace gradstep::python {

inline const Word& word_of(std::span<const Word> words, std::string_view name) {
  for (const Word& word : words)
    if (word.name == name) return word;
  throw std::logic_error("no word " + std::string(name));
}

// Members.

template <class M>
inline constexpr bool is_integer = std::is_integral_v<M> && !std::is_same_v<M, bool>;
template <class M>
inline constexpr bool is_list = std::is_same_v<M, std::vector<double>>;

/// What a member may be, in words.
template <class M>
[[gnu::cold, gnu::noinline]] std::string allowed(const Word& word) {
  if constexpr (std::is_same_v<M, bool>) return "True or False";
  if constexpr (is_list<M>) return "numbers, each " + detail::range_text(word);
  return detail::number_text(word, is_integer<M>) + (word.optional ? ", or None" : "");
}

/// Reads what a member of this kind can be; false if x is nothing of the sort.
template <class M>
bool read(py::handle x, const Word& word, M& to) {
  if constexpr (std::is_same_v<M, bool>) {
    to = is_boolean(x) && PyObject_IsTrue(x.ptr()) == 1;
    return is_boolean(x);
  } else if constexpr (is_list<M>) {
    if (py::isinstance<py::str>(x) || !is_iterable(x)) return false;
    to.clear();
    for (const py::handle item : x)
      if (!read(item, word, to.emplace_back())) return false;
    return !to.empty();
  } else {
    if (word.optional && x.is_none()) return to = 0, true;
    if constexpr (std::is_same_v<M, double>) {
      const auto number = read_number(x);
      if (!number) return false;
      to = *number;
    } else {
      const py::object whole = read_whole(x);
      if (!whole) return false;
      if constexpr (std::is_signed_v<M>)
        to = static_cast<M>(PyLong_AsLongLong(whole.ptr()));
      else
        to = static_cast<M>(PyLong_AsUnsignedLongLong(whole.ptr()));
      if (PyErr_Occurred()) return PyErr_Clear(), false;
    }
    return word.allows(static_cast<double>(to));
  }
}

/// What was given, for an error; of what is no number at all, also what to write.
template <class M>
[[gnu::cold, gnu::noinline]] std::string refused(py::handle x) {
  if constexpr (std::is_same_v<M, double>) {
    if (!read_number(x)) return no_number(x);
  } else if constexpr (is_integer<M>) {
    if (!read_whole(x)) return no_whole(x);
  }
  return written(x);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_member(py::handle x,
                                                                 const std::string& who,
                                                                 const Word& word,
                                                                 const std::string& allowed,
                                                                 const std::string& given) {
  refuse((who.empty() ? "" : who + ": ") + std::string(word.name) + " must be " + allowed +
             ", not " + given + " (" + std::string(word.meaning) + ")",
         word.name, x);
}
/// A member from Python; `who` is the class that it belongs to.
template <class M>
M to_member(py::handle x, const std::string& who, const Word& word) {
  M out{};
  if (!read(x, word, out)) refuse_member(x, who, word, allowed<M>(word), refused<M>(x));
  return out;
}

inline py::object to_object(bool x) { return py::bool_(x); }
inline py::object to_object(std::int64_t x) { return py::int_(x); }
inline py::object to_object(std::uint64_t x) { return py::int_(x); }
inline py::object to_object(double x) { return py::float_(x); }
inline py::object to_object(const std::vector<double>& x) { return py::tuple(py::cast(x)); }

// Values.

/// One of several structs, which is what a value of one of their classes holds.
template <class... S>
struct OneOf {
  std::variant<S...> how;
};

template <class S>
py::dict values(const S& s) {
  py::dict out;
  std::size_t i = 0;
  for_each_field(s, [&](const auto& x) { out[pystr(field_names<S>[i++])] = to_object(x); });
  return out;
}
template <class... S>
py::dict values(const OneOf<S...>& value) {
  return std::visit([](const auto& s) { return values(s); }, value.how);
}
template <class... S>
std::string name_of(const OneOf<S...>& value) {
  return std::visit([]<class T>(const T&) { return std::string(type_name<T>); }, value.how);
}

/// The constructor's parameters.
template <class S>
std::vector<Parameter> parameters_of(bool by_position) {
  std::vector<Parameter> out;
  const S defaults{};
  for_each_field(defaults, [&]<class M>(const M& x) {
    const std::string name(field_names<S>[out.size()]);
    out.push_back({name,
                   is_list<M>                  ? "collections.abc.Iterable[float]"
                   : std::is_same_v<M, bool>   ? "bool"
                   : std::is_same_v<M, double> ? "float"
                                               : "int",
                   to_object(x), by_position});
  });
  return out;
}

[[gnu::cold, gnu::noinline]] inline std::string argument_line(const Word& word,
                                                              const std::string& allowed) {
  std::string meaning(word.meaning);
  meaning[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(meaning[0])));
  return "\n    " + std::string(word.name) + ": " + meaning + " (" + allowed + ").";
}
/// The Args and Raises of a docstring, from the lines of the arguments; empty if there are none.
[[gnu::cold, gnu::noinline]] inline std::string arguments_doc(const std::string& lines) {
  return lines.empty()
             ? lines
             : "\n\nArgs:" + lines + "\n\nRaises:\n    HyperError: A value out of its range.";
}

/// The getter of a member. Its docstring begins with the type, where pybind11 would say that it
/// returns an object.
template <class Value>
[[gnu::cold, gnu::noinline]] py::cpp_function getter(py::handle cls, const Parameter& p) {
  py::options options;
  options.disable_function_signatures();
  const std::string type = py::isinstance<py::tuple>(p.initial) ? "tuple[float, ...]" : p.type;
  return {[name = p.name](const Value& v) -> py::object { return values(v)[name.c_str()]; },
          py::is_method(cls), ("(self) -> " + type).c_str()};
}

/// Adds the class of S, which holds a `Class`: its constructor and its members.
template <class S, class Class, class... Base>
[[gnu::cold]] py::class_<Class, Base...> bind_value(py::module_& m, std::span<const Word> words,
                                                    bool by_position) {
  static const std::string name(type_name<S>);
  const std::vector<Parameter> all = parameters_of<S>(by_position);
  std::string lines;
  std::size_t k = 0;
  const S defaults{};
  for_each_field(defaults, [&]<class M>(const M&) {
    const Word& word = word_of(words, all[k++].name);
    lines += argument_line(word, allowed<M>(word));
  });
  static const std::string text = std::string(docs::of(name)) + arguments_doc(lines);
  static const std::string doc = name + "(" + signature(all, false) + ")\n--\n\n" + text;
  static const std::string init = "__init__(self" + std::string(all.empty() ? "" : ", ") +
                                  signature(all, true) + ") -> None\n\n" + text;
  py::class_<Class, Base...> cls(m, name.c_str(), doc.c_str(), py::is_final());
  cls.attr("__signature__") = python_signature(all);
  if (by_position) cls.attr("__match_args__") = py::tuple(values(S{}));
  using Value = std::tuple_element_t<0, std::tuple<Base..., Class>>;
  for (const Parameter& p : all)
    cls.def_property_readonly(p.name.c_str(), getter<Value>(cls, p),
                              std::string(word_of(words, p.name).meaning).c_str());
  cls.def(py::init([all, words](const py::args& given, const py::kwargs& kwargs) {
            check_call(name, all, given, kwargs);
            S s{};
            std::size_t i = 0;
            for_each_field(s, [&]<class M>(M& member) {
              if (const py::object x = argument(i, all, given, kwargs))
                member = to_member<M>(x, name, word_of(words, all[i].name));
              ++i;
            });
            if constexpr (requires { s.problem(); })  // which is one of the first member
              if (const char* problem = s.problem()) refuse(name + ": " + problem, all[0].name);
            return Class{{s}};
          }),
          init.c_str());
  return cls;
}

/// Adds what all values have to a class, or to the base class of several. If `brief`, repr leaves
/// out the members that have their defaults.
template <class Value, class Class>
void bind_frozen(Class& cls, bool brief) {
  cls.def("__eq__",
          [](const Value& a, const py::object& b) {
            if (!py::isinstance<Value>(b)) return false;
            const auto& other = b.cast<const Value&>();
            return a.how.index() == other.how.index() && values(a).equal(values(other));
          })
      .def("__hash__",
           [](const Value& v) {
             return py::hash(py::make_tuple(name_of(v), py::tuple(values(v).attr("values")())));
           })
      .def("__copy__", [](const py::object& self) { return self; })
      .def(
          "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
          py::arg("memo"))
      .def("__reduce__",
           [](const py::object& self) -> py::tuple {
             return py::make_tuple(
                 in_python::reconstruct_value.get(),
                 py::make_tuple(py::type::of(self), values(self.cast<const Value&>())));
           })
      .def("__repr__", [brief](const Value& v) {
        const py::dict initial = std::visit([]<class S>(const S&) { return values(S{}); }, v.how);
        std::string inner;
        for (const auto& [name, value] : values(v))
          if (!brief || !value.equal(initial[name]))
            inner += (inner.empty() ? "" : ", ") + std::string(py::str(name)) + "=" +
                     std::string(py::repr(value));
        return name_of(v) + "(" + inner + ")";
      });
}

}  // namespace gradstep::python
