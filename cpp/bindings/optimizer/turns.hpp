// One caller at a time, because what a step works on lies in the optimizer.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/types.hpp>

#include <atomic>
#include <cstdint>
#include <thread>

namespace gradstep::python {

/// What a caller does with an optimizer.
enum class Use : std::uint32_t { none, read, change, step, closure };

/// Whoever comes during another thread's turn waits until it ends. Two things raise: a step during
/// another thread's step, since the result would be of no certain order; and anything that comes
/// from within, from a schedule or a closure that is the caller's own, where waiting would last for
/// ever. Reading from within is allowed. Where both steps and others wait, they take turns, so that
/// neither a loop of steps nor one that reads keeps the other out.
class Turns {
 public:
  /// A turn for as long as this lives.
  class Turn {
   public:
    Turn(Turns& turns, Use use) : turns_(turns), own_(turns.begin(use)) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (own_) turns_.end();
    }

   private:
    Turns& turns_;
    const bool own_;  // false within a turn of the same caller, which goes on
  };

  /// False within a turn of the same caller, which allows this.
  bool begin(Use use) { return take(use) || begin_later(use); }
  void end() {
    step_is_due_.store(!is_step(static_cast<Use>(now_.load(std::memory_order_relaxed) % uses)),
                       std::memory_order_relaxed);
    caller_.store({}, std::memory_order_relaxed);
    now_.store(0, std::memory_order_release);
    now_.notify_all();
  }

  /// Calls a closure of the caller's, which may read the optimizer and not change it.
  pybind11::object ask(const pybind11::object& closure);

  /// The threads for which this one works: see commit.hpp.
  struct Caller {
    std::thread::id id;
    const Caller* next;
  };
#if defined(__GLIBC__)
  // Memory of a thread from its beginning: else glibc looks for it at the first use, and ends the
  // process if there is none.
  [[gnu::tls_model("initial-exec")]]
#endif
  static inline thread_local const Caller* works_for = nullptr;
  /// How often this process is a fork of the one that loaded this.
  static inline std::atomic<std::uint32_t> forks{0};

 private:
  static constexpr std::uint32_t uses = 8;
  static constexpr bool is_step(Use use) { return use == Use::step || use == Use::closure; }

  bool take(Use use) {
    const bool step = is_step(use);
    if (waiting_[!step].load(std::memory_order_relaxed) > 0 &&
        step_is_due_.load(std::memory_order_relaxed) != step &&
        waiting_in_.load(std::memory_order_relaxed) == forks.load(std::memory_order_relaxed))
      return false;
    std::uint32_t none = 0;
    const auto now = forks.load(std::memory_order_relaxed) * uses + static_cast<std::uint32_t>(use);
    if (!now_.compare_exchange_strong(none, now, std::memory_order_acquire)) return false;
    caller_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    return true;
  }
  bool begin_later(Use use);
  bool admits(Use use, Use now) const;

  std::atomic<std::uint32_t> now_{0};  // the use, and how many forks there were when it began
  std::atomic<std::thread::id> caller_{};
  std::atomic<std::int32_t> waiting_[2]{};    // others, steps
  std::atomic<std::uint32_t> waiting_in_{0};  // the process they wait in: a fork has none of them
  std::atomic<bool> step_is_due_{false};      // if both wait
  bool asking_ = false;                       // whether a closure of the caller's is running
};

}  // namespace gradstep::python
