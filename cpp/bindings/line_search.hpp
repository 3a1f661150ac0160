// The values of the classes of gradstep.line_searches.
#pragma once
#include <gradstep/minimize.hpp>

#include <tuple>

#include "frozen.hpp"

namespace gradstep::python {

template <class... S>
OneOf<S...> any_of(std::tuple<S...>);
/// The base class in Python.
using LineSearch = decltype(any_of(LineSearches{}));

/// A line search that a minimizer can run; else a HyperError.
gradstep::LineSearch to_search(const py::object& value);

}  // namespace gradstep::python
