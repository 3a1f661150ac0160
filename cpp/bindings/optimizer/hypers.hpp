// Values of Python as hyper-parameters, and what is wrong with their schedules.
#pragma once
#include <gradstep/gradstep.hpp>

#include <string>
#include <string_view>
#include <tuple>

#include "../errors.hpp"
#include "../values.hpp"

namespace gradstep::python {

/// The argument `name` as a number; else a HyperError.
double plain_number(std::string_view name, py::handle value, const char* kind = "a number");

Hyper to_hyper(const Field& field, py::handle value);

/// Runs what may evaluate schedules. An error of theirs then says which hyper-parameter it
/// was about.
template <class F>
auto naming(const Engine& engine, F&& f) {
  const auto where = [&] {
    return engine.asked().second + " of group '" + engine.asked().first + "': ";
  };
  try {
    return f();
  } catch (const error& e) {
    if (e.reason != Reason::schedule || !e.name.empty()) throw;
    error better(Reason::schedule, where() + e.what());
    std::tie(better.group, better.name) = engine.asked();
    better.n = e.n;
    throw better;
  } catch (py::error_already_set& e) {
    const py::gil_scoped_acquire gil;
    if (!e.matches(exception_class(Reason::schedule))) throw;
    e.value().attr("args") = py::make_tuple(where() + text(e.value()));
    e.value().attr("group") = engine.asked().first;
    e.value().attr("name") = engine.asked().second;
    throw;
  }
}

}  // namespace gradstep::python
