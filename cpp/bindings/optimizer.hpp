// The engine with the Python objects that it works on: parameters, gradients, and the containers that are watched.
#pragma once
#include <gradstep/gradstep.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "array.hpp"
#include "errors.hpp"

namespace gradstep::python {

/// The names of the groups and of their hyper-parameters, shared by the reports of an optimizer.
struct Layout {
  std::vector<std::pair<std::string, std::vector<Field>>> groups;
};

/// A step's report as Python sees it: immutable, true iff the step was applied.
struct Report {
  StepReport step;
  std::shared_ptr<const Layout> layout;
  // Of a closure: what it said, how often, and what a line search made of it.
  std::optional<double> loss{}, length{};
  std::int64_t evaluations = 0;
};

py::dict values_dict(const Layout& layout, const std::vector<double>& values);

/// One edge of the containers: `parent[key] is child`. For `size`, key is unused and child is None.
struct Edge {
  enum class Kind { list, tuple, dict, attribute } kind;
  py::object parent, key, child;
  py::ssize_t index = -1;  // of lists and tuples
};

class BoundEngine {
 public:
  explicit BoundEngine(const Options& options) : engine(options) {}

  std::size_t add_group(const std::string& name, const std::string& rule, const py::dict& values);
  void add(const std::string& path, const py::object& object, std::size_t group);
  void truncate(std::size_t params, std::size_t groups);
  void rebind(const std::vector<py::array>& arrays);
  std::vector<bool> copy_to(const py::list& copies);
  void bind_grads(const py::object& grads);
  void watch(const py::list& edges, const py::list& sizes);
  bool fresh() const;
  Report step(const py::object& grads, const py::object& grad_scale, const py::object& lr_scale,
              bool report, const py::object& more);
  void set(std::size_t group, const py::dict& values);
  void observe(const py::object& metric);
  py::dict preview(std::int64_t n, std::int64_t steps) const;
  py::dict counters() const;
  void restore_counters(std::size_t group, const std::string& name,
                        const std::vector<std::vector<double>>& counters);
  void isa(const std::string& wanted);
  void swap_average();
  py::dict values(std::int64_t n) const;
  py::dict state(std::size_t param, py::handle self);
  py::object view(std::size_t param, void* data, const py::dtype& dtype, py::handle self) const;
  static py::dtype dtype_of(Storage type, std::size_t parts);
  py::object average(std::size_t param, py::handle self) const;
  py::object slow(std::size_t param, py::handle self) const;
  py::dict scalars(std::size_t param);
  py::dict mechanic_arrays(std::size_t param, py::handle self) const;
  py::dict tuners();
  void restore_tuners(const py::dict& saved);
  py::dict shared();
  void restore_shared(const py::dict& saved);
  py::object evaluated(std::size_t param) const;
  py::array shown(std::size_t param) const;
  py::object set_aside(std::size_t param, py::handle self);
  void restore_scalars(std::size_t param, const py::dict& saved);

  /// Refuses everybody's turns until release(), but for this thread's next one after each admit().
  void hold();
  void admit() { admitted_ = std::this_thread::get_id(); }
  void release();

  const std::vector<py::object>& bound() const { return bound_; }

  Engine engine;

 private:
  /// One caller at a time: what a step works on lives in the members below.
  class Turn {
   public:
    explicit Turn(BoundEngine& engine);
    ~Turn();
    void keep() { kept_ = true; }  // beyond its end

   private:
    BoundEngine& engine_;
    bool kept_ = false;  // the hold that it is in, or begins, goes on
  };

  /// Where a gradient is read, and how it is kept there.
  struct Given {
    const void* data;
    Storage type;
  };
  Given gradient(std::size_t param, PyObject* object, bool writable);
  const void* input(std::size_t param, PyObject* object, const std::string& name);
  py::array checked(std::size_t param, PyObject* object, const std::string& what) const;
  void refuse_overlap(std::size_t param, const py::array& g, const std::string& what) const;
  py::dtype computed(std::size_t param) const;
  Given convert(std::size_t param, const py::array& g, const std::string& what, bool native);
  void take_inputs(const py::object& inputs);
  void keep_apart(const std::vector<py::object>& grads) const;
  std::string located(const std::string& message, const std::string& path,
                      std::int64_t index) const;
  [[noreturn]] void explain(const error& e) const;

  std::vector<py::array> params_;
  std::vector<Edge> edges_;
  std::vector<std::pair<py::object, py::ssize_t>> sizes_;
  std::vector<py::object> bound_;      // gradients given once
  std::vector<py::object> converted_;  // of this step: copies in the parameters' dtype and layout
  std::vector<PyObject*> given_;
  std::vector<const void*> pointers_;
  std::vector<Storage> types_;  // of the gradients that pointers_ are to
  std::vector<void*> zeros_;
  std::vector<const void*> inputs_;
  std::vector<std::size_t> parts_;  // reals per element of each parameter
  // Of each parameter its last gradient, which shares memory with no parameter: looking that up takes 100 ns, and so does
  // finding the type of a dtype.
  struct Apart {
    const void* data = nullptr;
    py::object dtype;
    Storage type{};
  };
  std::vector<Apart> apart_;
  py::object copies_;  // what the engine writes with the parameters
  std::shared_ptr<const Layout> layout_;
  std::size_t elements_ = 0;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
  std::atomic<std::thread::id> admitted_{};
};

void bind_optimizer(py::module_& m);

}  // namespace gradstep::python
