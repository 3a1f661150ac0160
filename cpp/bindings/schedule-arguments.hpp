// The fields of a struct in schedules/ as the arguments of its Python class.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

#include <span>
#include <string>
#include <type_traits>

#include "schedule-values.hpp"

namespace gradstep::python {
namespace py = pybind11;

bool is_required(const Field& f);
/// Whether the field is a length that may stay open: None in Python.
bool is_open_length(const Field& f);
/// Required fields come first; they are the positional arguments.
std::size_t required_count(std::span<const Field> fields);

/// "int | None"
const char* python_type(const Field& f);
/// "start, *, steps=None, end=0.0", with types if `typed`.
std::string signature(std::span<const Field> fields, bool typed);
/// The same for inspect, which cannot read it off a class of pybind11.
py::object python_signature(std::span<const Field> fields);

/// S(*args, **kwargs); TypeErrors as Python words them, ScheduleErrors for the values.
template <class S>
Schedule from_arguments(const py::args& args, const py::kwargs& kwargs) {
  const auto& fields = detail::fields<S>();
  const std::string who(type_name<S>);
  const std::size_t positional = required_count(fields);
  if (args.size() > positional)
    throw py::type_error(
        who + "() takes " + std::to_string(positional) + " positional argument" +
        (positional == 1 ? "" : "s") + ", " + std::to_string(args.size()) + " were given" +
        (positional < fields.size() ? "; write " + std::string(fields[positional].name) + "="
                                    : ""));
  S s{};
  std::size_t i = 0, used = 0;
  for_each_field(s, [&](auto& member) {
    const Field& field = fields[i];
    const std::string name(field.name);
    const bool named = kwargs.contains(name.c_str());
    if (named && i < args.size()) throw py::type_error(who + "() got " + name + " twice");
    used += named;
    if (named || i < args.size()) {
      const py::object x = named ? py::object(kwargs[name.c_str()]) : py::object(args[i]);
      using M = std::remove_reference_t<decltype(member)>;
      if constexpr (std::is_same_v<M, bool>) {
        member = to_flag(x, who, name);
      } else if constexpr (std::is_same_v<M, double>) {
        member = to_number(x, who, name);
        detail::check(who, {field.name, field.kind, 0},
                      member);  // a NaN from Python is not a missing member
      } else if (!x.is_none() || !is_open_length(field)) {
        member = to_count(x, who, name);
        detail::check(who, {field.name, field.kind, 0},
                      static_cast<double>(member));  // nor is -1 an open one
      }
    } else if (is_required(field)) {
      throw py::type_error(who + "() needs " + name + " (" + std::string(find_word(name)->meaning) +
                           ")");
    }
    ++i;
  });
  if (used != kwargs.size()) {
    py::list known;
    for (const Field& f : fields) known.append(pystr(f.name));
    for (const auto& item : kwargs)
      if (!known.contains(item.first))
        throw py::type_error(who + "() has no argument " + std::string(py::str(item.first)) +
                             suggestion(std::string(py::str(item.first)), known));
  }
  return s;
}

}  // namespace gradstep::python
