#include "commit.hpp"

#include <exception>
#include <system_error>
#include <thread>

#include "module.hpp"
#include "optimizer/turns.hpp"

namespace gradstep::python {
namespace py = pybind11;
namespace {

bool succeeds(const std::function<void()>& f) {
  try {
    f();
    return true;
  } catch (const std::exception&) {  // error_already_set is one
    return false;
  }
}

// Calls f in a thread of its own: Python raises for signals in its main thread only. Where no
// thread can be had, some attempts must do.
bool succeeds_undisturbed(const std::function<void()>& f) {
  bool done = false;
  const Turns::Caller caller{std::this_thread::get_id(), Turns::works_for};
  try {
    const py::gil_scoped_release release;
    std::thread([&] {
      const py::gil_scoped_acquire acquire;
      Turns::works_for = &caller;
      done = succeeds(f);
    }).join();
  } catch (const std::system_error&) {
    for (int attempts = 0; !done && attempts < 8; ++attempts) done = succeeds(f);
  }
  return done;
}

}  // namespace

void commit(const std::function<void()>& change, const std::function<void()>& undo) {
  try {
    change();
  } catch (const std::exception&) {  // of a signal, or its own: without signals it shows
    if (!succeeds_undisturbed(change) && undo) succeeds_undisturbed(undo);
    throw;
  }
}

void bind_commit(py::module_& m) {
  m.def(
      "commit",
      [](const py::object& change, const py::object& undo) {
        std::function<void()> back;
        if (!undo.is_none()) back = [&undo] { undo(); };
        commit([&change] { change(); }, back);
      },
      py::arg("change"), py::arg("undo") = py::none(),
      R"(Call ``change()`` to its end, whatever signals come; if it fails by itself, ``undo()``.

Python raises for a signal, such as Ctrl-C, between any two of its instructions. Here that waits: what
it has interrupted is called again where no signal raises, so that ``change`` must come to the same
result however often it is called. What was raised is raised when all is done, or undone.)");
}

}  // namespace gradstep::python
