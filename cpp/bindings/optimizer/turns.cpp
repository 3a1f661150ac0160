#include "turns.hpp"

#include <optional>

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
  struct Waiting {
    std::atomic<std::int32_t>& count;
    explicit Waiting(std::atomic<std::int32_t>& c) : count(c) { ++count; }
    Waiting(const Waiting&) = delete;
    ~Waiting() { --count; }
  };
  const Caller self{std::this_thread::get_id(), works_for};
  std::optional<Waiting> waiting;
  for (;;) {
    const std::uint32_t found = now_.load(std::memory_order_acquire);
    if (const auto now = static_cast<Use>(found % uses); now != Use::none) {
      if (is_one_of(caller_.load(std::memory_order_relaxed), self)) {
        if (!admits(use, now)) refuse_use();
        return false;
      }
      if (found / uses != forks.load(std::memory_order_relaxed))
        throw error(Reason::busy,
                    "this optimizer was in use in another thread when this process was forked, and "
                    "what that thread was writing is half written here; construct a new optimizer "
                    "in this process, and load a checkpoint: opt.load_state_dict(saved)");
      if (now == Use::closure || (now == Use::step && is_step(use))) refuse_use();
    }
    if (!waiting) {
      const std::uint32_t here = forks.load(std::memory_order_relaxed);
      if (waiting_in_.exchange(here) != here) waiting_[0] = waiting_[1] = 0;
      waiting.emplace(waiting_[is_step(use)]);
    }
    if (take(use)) return true;
    const pybind11::gil_scoped_release release;
    if (found != 0)
      now_.wait(found, std::memory_order_relaxed);
    else
      std::this_thread::yield();  // whoever is due comes at once
  }
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
