// Changes that are all or nothing although Python raises for a signal, such as Ctrl-C, between any
// two instructions of its own.
#pragma once
#include <pybind11/pybind11.h>

#include <functional>

namespace gradstep::python {

/// Calls `change`, which must come to the same result however often it is called, to its end; what
/// a signal has raised is raised when that is reached. If it fails by itself, calls `undo` to its
/// end and raises why.
void commit(const std::function<void()>& change, const std::function<void()>& undo = {});

}  // namespace gradstep::python
