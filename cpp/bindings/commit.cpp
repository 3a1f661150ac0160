#include "commit.hpp"

#include <cstdlib>
#include <exception>
#include <thread>

#if !defined(_WIN32)
#include <sys/mman.h>
#endif

#include "module.hpp"
#include "optimizer/turns.hpp"

namespace gradstep::python {
namespace py = pybind11;
namespace {

// Python asks the system for 1 MiB at a time, and numpy's conversions for a fraction of that.
constexpr std::size_t reserved = std::size_t{4} << 20;

template <class F>
bool succeeds(const F& f) {
  try {
    f();
    return true;
  } catch (const std::exception&) {  // error_already_set is one
    return false;
  }
}

// Calls f in a thread of its own: Python raises for signals in its main thread only. Where no
// thread can be had, or no memory for it, some attempts must do.
bool succeeds_undisturbed(const std::function<void()>& f) {
  bool called = false, done = false;
  const Turns::Caller caller{std::this_thread::get_id(), Turns::works_for};
  const auto call = [&] {
    const py::gil_scoped_acquire acquire;
    called = true;
    Turns::works_for = &caller;
    done = succeeds(f);
  };
  succeeds([&] {
    const py::gil_scoped_release release;
    std::thread([&] { succeeds(call); }).join();
  });
  for (int attempts = 0; !called && !done && attempts < 8; ++attempts) done = succeeds(f);
  return done;
}

}  // namespace

// Pages of its own, which are never touched: when they are given back, all can use the room.
bool Reserve::take() noexcept {
  if (at_ != nullptr) return true;
#if defined(_WIN32)
  at_ = std::malloc(reserved);
#else
  at_ = mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at_ == MAP_FAILED) at_ = nullptr;
#endif
  return at_ != nullptr;
}

void Reserve::release() noexcept {
  if (at_ == nullptr) return;
#if defined(_WIN32)
  std::free(at_);
#else
  munmap(at_, reserved);
#endif
  at_ = nullptr;
}

void commit(Reserve& reserve, const std::function<void()>& change,
            const std::function<void()>& undo) {
  try {
    change();
  } catch (const std::exception&) {  // of a signal, or its own: without signals it shows
    reserve.release();
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
