#include "turns.hpp"

#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace gradstep::python {
namespace {

#if !defined(_WIN32)
[[maybe_unused]] const int counts_forks =
    pthread_atfork(nullptr, nullptr, [] { Turns::forks.fetch_add(1, std::memory_order_relaxed); });
#endif

[[noreturn]] void refuse_use() {
  throw error(Reason::busy,
              "this optimizer is in use: by a step in another thread, or by the step that called "
              "this. Give each thread its own");
}

bool is_one_of(std::thread::id id, const Turns::Caller& callers) {
  for (const Turns::Caller* c = &callers; c != nullptr; c = c->next)
    if (c->id == id) return true;
  return false;
}

}  // namespace

// Within a turn of the same caller.
bool Turns::admits(Use use, Use now) const {
  if (use == Use::read) return true;
  if (now == Use::closure) return !asking_ && use != Use::closure;
  return now == Use::change && use == Use::change;
}

bool Turns::begin_later(Use use) {
  const Caller self{std::this_thread::get_id(), works_for};
  const bool steps = use == Use::step || use == Use::closure;
  while (!take(use)) {
    const std::uint32_t found = now_.load(std::memory_order_acquire);
    if (found == 0) continue;
    const auto now = static_cast<Use>(found % uses);
    const auto caller = caller_.load(std::memory_order_relaxed);
    if (is_one_of(caller, self)) {
      if (!admits(use, now)) refuse_use();
      return false;
    }
    if (found / uses != forks.load(std::memory_order_relaxed))
      throw error(Reason::busy,
                  "this optimizer was in use in another thread when this process was forked, and "
                  "what that thread was writing is half written here; construct a new optimizer "
                  "in this process, and load a checkpoint: opt.load_state_dict(saved)");
    if (now == Use::closure || (now == Use::step && steps)) refuse_use();
    const pybind11::gil_scoped_release release;
    now_.wait(found, std::memory_order_relaxed);
  }
  return true;
}

pybind11::object Turns::ask(const pybind11::object& closure) {
  struct Asking {
    bool& is;
    explicit Asking(bool& b) : is(b) { is = true; }
    ~Asking() { is = false; }
  } const asking(asking_);
  return closure();
}

}  // namespace gradstep::python
