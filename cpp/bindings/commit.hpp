// Changes that are all or nothing although Python raises for a signal, such as Ctrl-C, between any
// two instructions of its own.
#pragma once
#include <pybind11/pybind11.h>

#include <functional>
#include <new>

namespace gradstep::python {

/// Memory that is set aside before a change, so that it does not run out in the midst of it.
class Reserve {
 public:
  Reserve() = default;
  Reserve(const Reserve&) = delete;
  ~Reserve() { release(); }
  /// Whether there is some now.
  bool take() noexcept;
  void release() noexcept;

 private:
  void* at_ = nullptr;
};

/// Calls `change`, which must come to the same result however often it is called, to its end; what
/// a signal has raised is raised when that is reached. If it fails by itself, calls `undo` to its
/// end and raises why. Where `change` fails, what it or `undo` needs then comes from the reserve.
void commit(Reserve& reserve, const std::function<void()>& change,
            const std::function<void()>& undo = {});
inline void commit(const std::function<void()>& change, const std::function<void()>& undo = {}) {
  Reserve reserve;
  // A change that only puts something back is tried all the same.
  if (!reserve.take() && undo) throw std::bad_alloc();
  commit(reserve, change, undo);
}

}  // namespace gradstep::python
