// The fields of a struct in schedules/ as the arguments of its Python class.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/detail/schedule/node.hpp>
#include <gradstep/schedule.hpp>

#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "schedule_values.hpp"

namespace gradstep::python {
namespace py = pybind11;

bool is_required(const Field& f);
/// Whether the field is a length that may stay open: None in Python.
bool is_open_length(const Field& f);

/// "int | None"
const char* python_type(const Field& f);

/// A parameter of a class or function in Python; `initial` is null if it must be given. Those that
/// need not be are keyword-only, unless `by_position`.
struct Parameter {
  std::string name, type;
  py::object initial{};
  bool by_position = false;
  bool named = false;  // keyword-only although it must be given
  bool keyword_only() const { return named || (initial && !by_position); }
};
/// The members of a struct, as parameters. Required ones come first.
std::vector<Parameter> parameters(std::span<const Field> fields, const Description& defaults);

/// "start, *, steps=None, end=0.0", with types if `typed`.
std::string signature(const std::vector<Parameter>& parameters, bool typed);
/// The same for inspect, which cannot read it off a class of pybind11.
py::object python_signature(const std::vector<Parameter>& parameters);

/// Throws the TypeErrors of a call as Python words them: too many positional arguments, an unknown
/// keyword, one given twice, one missing.
void check_call(const std::string& who, const std::vector<Parameter>& parameters,
                const py::args& args, const py::kwargs& kwargs);
/// The argument of a checked call; null if it was not given.
py::object argument(std::size_t index, const std::vector<Parameter>& parameters,
                    const py::args& args, const py::kwargs& kwargs);

/// The struct from the arguments of a checked call, of which the first `before` are not members;
/// ScheduleErrors for the values.
template <class S>
S from_arguments(const std::vector<Parameter>& parameters, std::size_t before, const py::args& args,
                 const py::kwargs& kwargs) {
  const auto& fields = detail::fields<S>();
  const std::string who(type_name<S>);
  S s{};
  std::size_t i = 0;
  for_each_field(s, [&](auto& member) {
    const Field& field = fields[i];
    const std::string name(field.name);
    const py::object x = argument(before + i++, parameters, args, kwargs);
    if (!x) return;
    using M = std::remove_reference_t<decltype(member)>;
    if constexpr (std::is_same_v<M, bool>) {
      member = to_flag(x, who, name);
    } else if constexpr (std::is_same_v<M, double>) {
      member = to_number(x, who, name);
      detail::check(who, {field.name, field.kind, 0},
                    member);  // a NaN from Python is not a missing member
    } else if constexpr (std::is_same_v<M, Shape>) {
      member = to_shape(x, who, name);
    } else if constexpr (std::is_same_v<M, List<double>>) {
      member = to_numbers(x, who, name);
    } else if constexpr (std::is_same_v<M, List<std::int64_t>>) {
      member = to_counts(x, who, name);
    } else if (!x.is_none() || !is_open_length(field)) {
      member = to_count(x, who, name);
      detail::check(who, {field.name, field.kind, 0},
                    static_cast<double>(member));  // nor is -1 an open one
    }
  });
  return s;
}

}  // namespace gradstep::python
