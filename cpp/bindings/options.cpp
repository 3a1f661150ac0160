#include "options.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "array.hpp"
#include "frozen.hpp"
#include "module.hpp"

namespace gradstep::python {
namespace {

using Averages = OneOf<EMA, SWA, PolyakAverage>;

template <class S>
constexpr bool named_by_its_words() {
  constexpr auto words = detail::words_of(static_cast<const S*>(nullptr));
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].name != field_names<S>[i]) return false;
  return words.size() == field_count<S>;
}
static_assert(named_by_its_words<Options>() && named_by_its_words<Average>() &&
                  named_by_its_words<Lookahead>() && named_by_its_words<Mechanic>(),
              "the words of an option in vocabulary.hpp are not its members, in their order");

// What the members of Options are in Python. Each kind says in words what it may be, how it is read
// and how it is shown.

template <class M>
struct Member {  // a number or a flag
  static constexpr const char* kind = std::is_same_v<M, bool>     ? "flag"
                                      : std::is_same_v<M, double> ? "number"
                                                                  : "count";
  static std::vector<std::string> choices() { return {}; }
  static std::string allowed(const Word& word) { return python::allowed<M>(word); }
  static bool read(py::handle x, const Word& word, M& to) { return python::read(x, word, to); }
  static py::object shown(const M& x) { return to_object(x); }
};

// "a", "b" or "c"
std::string listed(const std::vector<std::string>& choices, const std::string& quote) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i)
    out += (i == 0 ? "" : i + 1 < choices.size() ? ", " : " or ") + quote + choices[i] + quote;
  return out;
}

template <class E, std::size_t... I>
constexpr auto enumerators(std::index_sequence<I...>) {
  return std::array{detail::printed<static_cast<E>(I)>()...};  // a number where there is none
}

template <class E>
  requires(std::is_enum_v<E>)
struct Member<E> {
  static constexpr const char* kind = "choice";
  static constexpr auto names = enumerators<E>(std::make_index_sequence<16>{});
  static std::vector<std::string> choices() {
    std::vector<std::string> out;
    for (const std::string_view name : names)
      if (name[0] > '9') out.emplace_back(name);
    return out;
  }
  static std::string allowed(const Word&) { return listed(choices(), "\""); }
  static bool read(py::handle x, const Word&, E& to) {
    if (!py::isinstance<py::str>(x)) return false;
    const std::string wanted = text(x);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == wanted) return to = static_cast<E>(i), wanted[0] > '9';
    return false;
  }
  static py::object shown(E x) { return pystr(names[static_cast<std::size_t>(x)]); }
};

template <>
struct Member<StateDtype> {
  static constexpr const char* kind = "dtype";
  static constexpr std::array all{Storage::f32,  Storage::f64, Storage::f16,
                                  Storage::bf16, Storage::q8,  Storage::dynamic8};
  static std::vector<std::string> choices() {
    std::vector<std::string> out;
    for (const Storage s : all) out.emplace_back(name(s));
    return out;
  }
  static std::string allowed(const Word&) {
    std::vector<std::string> codes;
    for (const Storage s : all)
      if (!is_float(s)) codes.push_back("\"" + std::string(name(s)) + "\"");
    codes.insert(codes.begin(), "a floating dtype");
    codes.emplace_back("None");
    return listed(codes, "");
  }
  static bool read(py::handle x, const Word&, StateDtype& to) {
    if (x.is_none()) return to = std::nullopt, true;
    std::string wanted;
    if (py::isinstance<py::str>(x)) {
      wanted = text(x);
    } else {
      try {
        const auto dtype = py::dtype::from_args(py::reinterpret_borrow<py::object>(x));
        wanted = is_bfloat16(dtype) ? name(Storage::bf16) : text(dtype.attr("name"));
      } catch (const py::error_already_set&) {
        return false;
      }
    }
    for (const Storage s : all)
      if (name(s) == wanted) return to = s, true;
    return false;
  }
  static py::object shown(const StateDtype& x) {
    return x ? py::object(pystr(name(*x))) : py::object(py::none());
  }
};

// "gs.EMA(decay)"
template <class S>
std::string call() {
  std::string out;
  for (const std::string_view name : field_names<S>)
    out += (out.empty() ? "" : ", ") + std::string(name);
  return "gs." + std::string(type_name<S>) + "(" + out + ")";
}
template <class... S>
std::string allowed_values(const OneOf<S...>*) {
  return listed({call<S>()..., "None"}, "");
}
template <class... S>
std::vector<std::string> names_of_classes(const OneOf<S...>*) {
  return {std::string(type_name<S>)...};
}

template <class Value>
struct ValueMember {
  static constexpr const char* kind = "value";
  static std::vector<std::string> choices() {
    return names_of_classes(static_cast<const Value*>(nullptr));
  }
  static std::string allowed(const Word&) {
    return allowed_values(static_cast<const Value*>(nullptr));
  }
};

template <>
struct Member<Average> : ValueMember<Averages> {
  static bool read(py::handle x, const Word&, Average& to) {
    if (x.is_none()) return true;
    if (!py::isinstance<Averages>(x)) return false;
    to = std::visit([](const auto& s) { return s.average(); }, x.cast<const Averages&>().how);
    return true;
  }
  static py::object shown(const Average&) { return py::none(); }  // of the default
};
template <class S>
struct Member<std::optional<S>> : ValueMember<OneOf<S>> {
  static bool read(py::handle x, const Word&, std::optional<S>& to) {
    if (x.is_none()) return true;
    if (!py::isinstance<OneOf<S>>(x)) return false;
    to = std::get<S>(x.cast<const OneOf<S>&>().how);
    return true;
  }
  static py::object shown(const std::optional<S>&) { return py::none(); }  // of the default
};

[[gnu::cold, gnu::noinline]] py::dict describe(const Word& word, const char* kind,
                                               const py::object& initial,
                                               const std::vector<std::string>& choices,
                                               const std::string& allowed) {
  py::dict d;
  d["name"] = pystr(word.name);
  d["kind"] = kind;
  d["default"] = word.optional ? py::object(py::none()) : initial;
  d["meaning"] = pystr(word.meaning);
  d["low"] = word.low;
  d["high"] = word.high;
  d["choices"] = choices;
  d["allowed"] = allowed;
  d["optional"] = word.optional;
  d["internal"] = word.internal;
  return d;
}

py::list describe_all() {
  py::list out;
  const Options defaults{};
  for_each_field(defaults, [&]<class M>(const M& x) {
    const Word& word = option_words[py::len(out)];
    out.append(describe(word, Member<M>::kind, Member<M>::shown(x), Member<M>::choices(),
                        Member<M>::allowed(word)));
  });
  return out;
}

[[noreturn, gnu::cold, gnu::noinline]] void refuse_option(const Word& word,
                                                          const std::string& allowed,
                                                          const std::string& given, py::handle x) {
  refuse(std::string(word.name) + " must be " + allowed + ", not " + given, word.name, x);
}

}  // namespace

Options to_options(const py::kwargs& given) {
  Options out;
  std::size_t i = 0, taken = 0;
  for_each_field(out, [&]<class M>(M& member) {
    const Word& word = option_words[i++];
    const py::str name = pystr(word.name);
    if (!given.contains(name)) return;
    ++taken;
    const py::object x = given[name];
    if (!Member<M>::read(x, word, member))
      refuse_option(word, Member<M>::allowed(word), refused<M>(x), x);
  });
  if (taken != given.size()) throw py::type_error("Engine has no such option: " + text(given));
  return out;
}

void bind_options(py::module_& m) {
  py::class_<Averages> average(
      m, "Average",
      "Base of the averages of parameters that `gradstep.Optimizer` can keep (``average=``).");
  bind_frozen<Averages>(average, false);
  bind_value<EMA, Subclass<EMA, Averages>, Averages>(m, average_words, true);
  bind_value<SWA, Subclass<SWA, Averages>, Averages>(m, average_words, true);
  bind_value<PolyakAverage, Subclass<PolyakAverage, Averages>, Averages>(m, average_words, true);
  auto lookahead = bind_value<Lookahead, OneOf<Lookahead>>(m, lookahead_words, true);
  bind_frozen<OneOf<Lookahead>>(lookahead, false);
  auto mechanic = bind_value<Mechanic, OneOf<Mechanic>>(m, mechanic_words, true);
  bind_frozen<OneOf<Mechanic>>(mechanic, false);
  m.def("options", &describe_all,
        "The options of an optimizer that the engine takes, in order: what each of them means and "
        "what it may be.");
}

}  // namespace gradstep::python
