#include "optimizer.hpp"

#include <pybind11/stl.h>
#include <gradstep/all_rules.hpp>
#include <gradstep/detail/schedule/node.hpp>

#include "options.hpp"
#include "schedule_arguments.hpp"

namespace gradstep::python {
namespace {

// Below this many elements a step is shorter than what handing the interpreter over and back can cost others.
constexpr std::size_t release_gil_from = 4096;

double to_number(std::string_view name, py::handle value, const char* kind = "a number") {
  const double number = PyFloat_AsDouble(value.ptr());  // not float(): that reads strings, too
  if (number == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    error e(Reason::hyper,
            std::string(name) + " must be " + kind + ", not " + text(py::repr(value)));
    e.name = name;
    throw e;
  }
  return number;
}

Hyper to_hyper(const Field& field, py::handle value) {
  if (value.is_none() && find_word(field.name)->optional) return field.initial;
  if (py::isinstance<Schedule>(value)) return value.cast<Schedule>();
  return to_number(field.name, value, "a number or a schedule");
}

py::object to_python(const Field& field, double value) {
  if (find_word(field.name)->optional && value == field.initial) return py::none();
  return field.kind == Kind::flag ? py::object(py::bool_(value != 0))
                                  : py::object(py::float_(value));
}

constexpr std::pair<const char*, double Engine::Tuner::*> tuner_members[]{
    {"s", &Engine::Tuner::s},
    {"reward", &Engine::Tuner::reward},
    {"max_product", &Engine::Tuner::max_product},
    {"sum_squared_products", &Engine::Tuner::sum_squared_products}};

// A number of any floating dtype: bfloat16 without ml_dtypes is a record of its bits.
py::object real(const py::object& value) {
  return py::isinstance(value, py::module_::import("numpy").attr("void"))
             ? py::module_::import("gradstep._trees.dtypes").attr("bfloat16_value")(value)
             : value;
}

// Runs what may evaluate schedules; an error of theirs is told for which hyper-parameter it was asked.
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
    if (!e.matches(py::module_::import("gradstep.errors").attr("ScheduleError"))) throw;
    e.value().attr("args") = py::make_tuple(where() + text(e.value()));
    e.value().attr("group") = engine.asked().first;
    e.value().attr("name") = engine.asked().second;
    throw;
  }
}

}  // namespace

BoundEngine::Turn::Turn(BoundEngine& engine) : engine_(engine) {
  if (!engine.busy_.test_and_set(std::memory_order_acquire)) return;
  auto self = std::this_thread::get_id();
  kept_ = engine.admitted_.compare_exchange_strong(self, {});
  if (!kept_)
    throw error(Reason::busy,
                "this optimizer is in use: by a step in another thread, or by the step that called "
                "this. Give each thread its own");
}
BoundEngine::Turn::~Turn() {
  if (!kept_) engine_.busy_.clear(std::memory_order_release);
}

void BoundEngine::hold() {
  Turn turn(*this);
  turn.keep();
}
void BoundEngine::release() {
  admitted_ = std::thread::id{};
  busy_.clear(std::memory_order_release);
}

py::dict values_dict(const Layout& layout, const std::vector<double>& values) {
  py::dict out;
  auto value = values.begin();
  for (const auto& [group, fields] : layout.groups) {
    py::dict inner;
    for (const Field& field : fields)
      inner[py::str(field.name.data(), field.name.size())] = to_python(field, *value++);
    out[py::str(group)] = inner;
  }
  return out;
}

std::size_t BoundEngine::add_group(const std::string& name, const std::string& rule,
                                   const py::dict& values) {
  for (const RuleType* type : all_rules()) {
    if (type->name != rule) continue;
    std::vector<Hyper> set;
    for (const Field& field : group_fields(*type)) {
      const py::str key(field.name.data(), field.name.size());
      set.push_back(values.contains(key) ? to_hyper(field, values[key]) : Hyper(field.initial));
    }
    const std::size_t index =
        naming(engine, [&] { return engine.add_group(name, *type, std::move(set)); });
    auto layout = layout_ ? std::make_shared<Layout>(*layout_) : std::make_shared<Layout>();
    layout->groups.emplace_back(name, engine.groups()[index].fields);
    layout_ = std::move(layout);
    return index;
  }
  throw error(Reason::hyper, "there is no rule '" + rule + "'");
}

void BoundEngine::add(const std::string& path, const py::object& object, std::size_t group) {
  const Turn turn(*this);
  const auto a = py::reinterpret_borrow<py::array>(object);
  const Element element = check_parameter(a, path);
  engine.add(path, element.type, const_cast<void*>(a.data()),
             element.parts * static_cast<std::size_t>(a.size()), group, rows_of(a, element.parts));
  params_.push_back(a);
  parts_.push_back(element.parts);
  apart_.clear();
  elements_ += static_cast<std::size_t>(a.size());
}

void BoundEngine::truncate(std::size_t params, std::size_t groups) {
  const Turn turn(*this);
  engine.truncate(params, groups);
  for (; params_.size() > params; params_.pop_back(), parts_.pop_back())
    elements_ -= static_cast<std::size_t>(params_.back().size());
  apart_.clear();
  auto layout = std::make_shared<Layout>(*layout_);
  layout->groups.resize(groups);
  layout_ = std::move(layout);
}

void BoundEngine::rebind(const std::vector<py::array>& arrays) {
  const Turn turn(*this);
  for (std::size_t i = 0; i < arrays.size(); ++i) {  // all checks before the first change
    const auto& path = engine.params()[i].path;
    const Element element = check_parameter(arrays[i], path);
    if (element != Element{engine.params()[i].packing.p, parts_[i]} ||
        !same_shape(arrays[i], params_[i]) || !same_layout(arrays[i], params_[i]))
      throw error(Reason::bind,
                  "rebind: '" + path + "' was " + type_text(params_[i]) + " " +
                      shape_text(params_[i]) + " and is " + type_text(arrays[i]) + " " +
                      shape_text(arrays[i]) +
                      "; state is kept only for the same shape, dtype and memory order. Construct "
                      "a new optimizer instead",
                  path);
  }
  std::vector<void*> data;
  for (const auto& a : arrays) data.push_back(const_cast<void*>(a.data()));
  engine.rebind(data);
  params_ = arrays;
  apart_.clear();
}

// One copy or None per parameter. Says of which the kernels take care: they round to its type, and it lies as the parameter.
std::vector<bool> BoundEngine::copy_to(const py::list& copies) {
  const Turn turn(*this);
  const auto storage_for = [&](std::size_t i, const py::array& copy) -> std::optional<Storage> {
    if (!aligned(copy) || !dense(copy) || memory_order(copy) != memory_order(params_[i])) return {};
    const auto element = element_of(copy);
    if (!element || element->parts != parts_[i] ||
        !converts(engine.params()[i].dtype, element->type))
      return {};
    return element->type;
  };
  std::vector<bool> taken(params_.size(), false);
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Stored copy;
    if (!copies[i].is_none()) {
      const auto array = py::reinterpret_borrow<py::array>(copies[i]);
      if (const auto storage = storage_for(i, array))
        copy = {const_cast<void*>(array.data()), *storage, nullptr};
    }
    engine.copy_to(i, copy);
    taken[i] = copy.data != nullptr;
  }
  copies_ = copies;
  return taken;
}

void BoundEngine::bind_grads(const py::object& grads) {
  const Turn turn(*this);
  if (grads.is_none()) {
    bound_.clear();
    return;
  }
  const auto list = grads.cast<std::vector<py::object>>();
  const bool writable = engine.options().zero_grads;
  apart_.resize(params_.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    converted_.clear();
    if (!list[i].is_none()) gradient(i, list[i].ptr(), writable);
  }
  converted_.clear();
  if (writable) keep_apart(list);
  bound_ = list;
}

// Gradients that are zeroed once used must share no memory: neither with a parameter nor with one another.
void BoundEngine::keep_apart(const std::vector<py::object>& grads) const {
  std::map<std::uintptr_t, std::pair<std::uintptr_t, std::size_t>> taken;  // begin: end, which
  for (std::size_t i = 0; i < grads.size(); ++i) {
    if (grads[i].is_none()) continue;
    const auto [begin, end] = extent(py::reinterpret_borrow<py::array>(grads[i]));
    if (begin == end) continue;
    const auto refuse = [&](const std::string& other) {
      const std::string& path = engine.params()[i].path;
      throw error(Reason::gradient,
                  "zero_grads=True cannot zero the gradient of '" + path +
                      "': it shares memory with " + other + "; give it its own",
                  path);
    };
    if (const auto* param =
            engine.overlapping(reinterpret_cast<const void*>(begin), end - begin, params_.size()))
      refuse("the parameter '" + param->path + "'");
    const auto next = taken.lower_bound(end);
    if (next != taken.begin() && std::prev(next)->second.first > begin)
      refuse("the gradient of '" + engine.params()[std::prev(next)->second.second].path + "'");
    taken.emplace(begin, std::pair(end, i));
  }
}

void BoundEngine::watch(const py::list& edges, const py::list& sizes) {
  edges_.clear(), sizes_.clear();
  for (py::handle item : edges) {
    const auto [parent, kind, key, child] =
        item.cast<std::tuple<py::object, int, py::object, py::object>>();
    Edge edge{static_cast<Edge::Kind>(kind), parent, key, child};
    if (edge.kind == Edge::Kind::list || edge.kind == Edge::Kind::tuple)
      edge.index = key.cast<py::ssize_t>();
    if (edge.kind != Edge::Kind::tuple) edges_.push_back(std::move(edge));  // tuples cannot change
  }
  for (py::handle item : sizes) {
    const auto [container, size] = item.cast<std::pair<py::object, py::ssize_t>>();
    sizes_.emplace_back(container, size);
  }
}

bool BoundEngine::fresh() const {
  for (const auto& [container, size] : sizes_) {
    if (PyList_Check(container.ptr())   ? PyList_GET_SIZE(container.ptr()) != size
        : PyDict_Check(container.ptr()) ? PyDict_Size(container.ptr()) != size
                                        : false)
      return false;
  }
  for (const Edge& e : edges_) {
    switch (e.kind) {
      case Edge::Kind::list:
        if (e.index >= PyList_GET_SIZE(e.parent.ptr()) ||
            PyList_GET_ITEM(e.parent.ptr(), e.index) != e.child.ptr())
          return false;
        break;
      case Edge::Kind::dict: {
        PyObject* now = PyDict_GetItemWithError(e.parent.ptr(), e.key.ptr());
        if (now == nullptr && PyErr_Occurred()) throw py::error_already_set();
        if (now != e.child.ptr()) return false;
        break;
      }
      case Edge::Kind::attribute: {
        PyObject* now = PyObject_GetAttr(e.parent.ptr(), e.key.ptr());
        if (now == nullptr) PyErr_Clear();
        Py_XDECREF(now);
        if (now != e.child.ptr()) return false;
        break;
      }
      case Edge::Kind::tuple: break;
    }
  }
  return true;
}

// An array of the parameter's shape.
py::array BoundEngine::checked(std::size_t i, PyObject* object, const std::string& what) const {
  const std::string& path = engine.params()[i].path;
  const auto the = [&] { return "the " + what + " of '" + path + "'"; };
  if (!py::isinstance<py::array>(object))
    throw error(Reason::gradient,
                the() + " is " + text(py::repr(py::type::handle_of(object))) +
                    "; give a numpy array of shape " + shape_text(params_[i]) +
                    ", or None to leave the parameter as it is",
                path);
  const auto g = py::reinterpret_borrow<py::array>(object);
  if (!same_shape(g, params_[i]))
    throw error(
        Reason::gradient,
        the() + " has shape " + shape_text(g) + "; the parameter has " + shape_text(params_[i]),
        path);
  return g;
}

void BoundEngine::refuse_overlap(std::size_t i, const py::array& g, const std::string& what) const {
  if (const auto* other = engine.overlapping(g.data(), static_cast<std::size_t>(g.nbytes()), i))
    throw error(Reason::gradient,
                "the " + what + " of '" + engine.params()[i].path + "' overlaps the parameter '" +
                    other->path + "' in memory; give a copy",
                engine.params()[i].path);
}

// The dtype of what a parameter is computed in.
py::dtype BoundEngine::computed(std::size_t i) const {
  const bool wide = engine.params()[i].dtype == Dtype::f64;
  return py::dtype(parts_[i] == 2 ? (wide ? "complex128" : "complex64")
                                  : (wide ? "float64" : "float32"));
}

// A copy by numpy that lies as the parameter: in its own type if the kernels read that and it may be `native`, else in what is
// computed in.
BoundEngine::Given BoundEngine::convert(std::size_t i, const py::array& g, const std::string& what,
                                        bool native) {
  const std::string& path = engine.params()[i].path;
  const auto element = element_of(g);
  const bool kept = native && element && element->parts == parts_[i];
  const char kind = g.dtype().kind();
  const std::string type = text(g.dtype());
  if (kind == 'c' && parts_[i] == 1)
    throw error(Reason::dtype,
                "the " + what + " of '" + path +
                    "' is complex and the parameter is not; use its real part, g.real",
                path);
  if (!element && kind != 'f' && kind != 'c' && type.rfind("float8", 0) != 0)
    throw error(Reason::dtype,
                "the " + what + " of '" + path + "' has dtype " + type +
                    "; it must be floating: use g.astype(" + text(computed(i)) + ")",
                path);
  const py::dtype to = kept ? g.dtype() : computed(i);
  converted_.push_back(
      py::module_::import("gradstep._optimizer.copies").attr("like")(g, params_[i], to));
  return {converted_.back().cast<py::array>().data(),
          kept ? element->type : storage_of(engine.params()[i].dtype)};
}

// The address of a gradient that lies as its parameter does; anything else is converted by numpy first.
BoundEngine::Given BoundEngine::gradient(std::size_t i, PyObject* object, bool writable) {
  const py::array g = checked(i, object, "gradient"), &p = params_[i];
  if (writable && !g.writeable())
    throw error(Reason::gradient,
                "the gradient of '" + engine.params()[i].path +
                    "' is read-only; zero_grads=True needs to write it",
                engine.params()[i].path);
  if (!same_layout(g, p) || !aligned(g)) return convert(i, g, "gradient", true);
  Apart& apart = apart_[i];
  const PyObject* const dtype = py::detail::array_proxy(g.ptr())->descr;
  if (g.data() == apart.data && dtype == apart.dtype.ptr()) return {apart.data, apart.type};
  const auto element = element_of(g);
  if (!element || element->parts != parts_[i]) return convert(i, g, "gradient", true);
  refuse_overlap(i, g, "gradient");
  apart = {g.data(), g.dtype(), element->type};
  return {apart.data, apart.type};
}

// The same for a further input of a rule, which is always in the type that is computed in.
const void* BoundEngine::input(std::size_t i, PyObject* object, const std::string& name) {
  const std::string what = "input '" + name + "'";
  const py::array g = checked(i, object, what);
  const Element own{storage_of(engine.params()[i].dtype), parts_[i]};
  if (!same_layout(g, params_[i]) || !aligned(g) || element_of(g) != own)
    return convert(i, g, what, false).data;
  refuse_overlap(i, g, what);
  return g.data();
}

// The engine's message with its index in memory order replaced by the one in the caller's array.
std::string BoundEngine::located(const std::string& engines, const std::string& path,
                                 std::int64_t index) const {
  std::string message = engines;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    if (engine.params()[i].path != path || given_[i] == nullptr) continue;
    const std::int64_t element = index / static_cast<std::int64_t>(parts_[i]);
    const std::string flat = "[" + std::to_string(index) + "]";
    if (const auto at = message.find("'" + path + "'" + flat); at != std::string::npos)
      message.replace(at + path.size() + 2, flat.size(), index_text(index_of(params_[i], element)));
    const auto g = py::reinterpret_borrow<py::array>(given_[i]);
    if ((g.dtype().kind() == 'f' || g.dtype().kind() == 'c') &&
        g.itemsize() > computed(i).itemsize())
      message += " (given as " + type_text(g) + ", used as " + text(computed(i)) + ")";
  }
  return message;
}

// Raises for a bad gradient; `index` is a tuple with which the caller's array can be indexed.
void BoundEngine::explain(const error& e) const {
  py::dict fields;
  fields["path"] = e.path;
  fields["n"] = e.n;
  for (std::size_t i = 0; i < params_.size(); ++i)
    if (engine.params()[i].path == e.path) {
      const auto element = e.index / static_cast<std::int64_t>(parts_[i]);
      const py::tuple index = py::tuple(py::cast(index_of(params_[i], element)));
      fields["index"] = index;
      const py::object value = py::reinterpret_borrow<py::object>(given_[i])[index];
      fields["value"] = parts_[i] == 2 ? value.attr("item")() : py::object(py::float_(real(value)));
    }
  const py::object type = py::module_::import("gradstep.errors").attr(class_of(e.reason));
  PyErr_SetObject(type.ptr(), type(located(e.what(), e.path, e.index), **fields).ptr());
  throw py::error_already_set();
}

// `inputs`: for each parameter, the arrays of its rule's inputs in order, or None.
void BoundEngine::take_inputs(const py::object& inputs) {
  inputs_.clear();
  if (inputs.is_none()) return;
  const std::size_t count = params_.size();
  inputs_.assign(max_inputs * count, nullptr);
  const auto lists = inputs.cast<std::vector<std::vector<py::object>>>();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& names = engine.groups()[engine.params()[i].group].rule->inputs;
    for (std::size_t k = 0; k < lists[i].size(); ++k)
      if (!lists[i][k].is_none())
        inputs_[k * count + i] = input(i, lists[i][k].ptr(), std::string(names[k].name));
  }
}

// `more` is None or (overrides, inputs, loss): pybind11 allocates memory from the seventh argument on.
Report BoundEngine::step(const py::object& grads, const py::object& grad_scale,
                         const py::object& lr_scale, bool report, const py::object& more) {
  const Turn turn(*this);
  if (!fresh())
    throw error(
        Reason::stale,
        "a parameter or bound gradient in the containers is no longer the array that was bound");
  const bool given = !grads.is_none();
  const std::size_t count = params_.size();
  const bool zeroing = engine.options().zero_grads;
  if (given && zeroing)
    throw error(
        Reason::gradient,
        "zero_grads=True zeroes gradients that were bound with grads=; step() takes none then");
  given_.assign(count, nullptr);
  apart_.resize(count);
  if (given) {
    if (!PyList_Check(grads.ptr()) ||
        static_cast<std::size_t>(PyList_GET_SIZE(grads.ptr())) != count)
      throw error(Reason::gradient, "one gradient per parameter is needed");
    for (std::size_t i = 0; i < count; ++i)
      given_[i] = PyList_GET_ITEM(grads.ptr(), static_cast<py::ssize_t>(i));
  } else {
    if (bound_.size() != count)
      throw error(Reason::gradient,
                  "step() needs gradients: pass them, or bind their buffers once with grads= at "
                  "construction");
    for (std::size_t i = 0; i < count; ++i) given_[i] = bound_[i].ptr();
  }
  converted_.clear();
  pointers_.assign(count, nullptr), types_.assign(count, Storage::f32);
  zeros_.assign(zeroing ? count : 0, nullptr);
  for (std::size_t i = 0; i < count; ++i) {
    if (given_[i] == Py_None) given_[i] = nullptr;
    if (given_[i] == nullptr) continue;
    const std::size_t before = converted_.size();
    const Given g = gradient(i, given_[i], zeroing);
    pointers_[i] = g.data, types_[i] = g.type;
    if (zeroing && converted_.size() == before) zeros_[i] = const_cast<void*>(pointers_[i]);
  }
  std::vector<Override> replaced;
  py::object overrides = py::none(), inputs = py::none(), loss = py::none();
  if (!more.is_none())
    std::tie(overrides, inputs, loss) = more.cast<std::tuple<py::object, py::object, py::object>>();
  if (!overrides.is_none())
    for (py::handle item : overrides) {
      const auto [group, field, value] =
          item.cast<std::tuple<std::size_t, std::string, py::object>>();
      const int index = engine.field_index(group, field);
      const Field& f = engine.groups()[group].fields[static_cast<std::size_t>(index)];
      const Hyper h = to_hyper(f, value);
      replaced.push_back({group, static_cast<std::size_t>(index), h.at(engine.steps())});
    }
  take_inputs(inputs);
  const StepOptions options{to_number("grad_scale", grad_scale),
                            to_number("lr_scale", lr_scale),
                            report,
                            replaced,
                            inputs_,
                            types_,
                            loss.is_none() ? std::optional<double>{} : to_number("loss", loss)};
  Report out;
  out.layout = layout_;
  try {
    if (elements_ < release_gil_from) {
      out.step = naming(engine, [&] { return engine.step(pointers_, zeros_, options); });
    } else {
      py::gil_scoped_release release;
      out.step = naming(engine, [&] { return engine.step(pointers_, zeros_, options); });
    }
  } catch (const error& e) {
    if (e.reason == Reason::nonfinite && e.index >= 0) explain(e);
    throw;
  }
  if (out.step.index >= 0)
    out.step.reason = located(out.step.reason, out.step.path, out.step.index);
  if (zeroing)
    for (std::size_t i = 0; i < count; ++i)
      if (given_[i] != nullptr && zeros_[i] == nullptr)  // numpy zeroes what it converted
        py::reinterpret_borrow<py::object>(given_[i]).attr("fill")(0);
  converted_.clear();
  return out;
}

void BoundEngine::set(std::size_t group, const py::dict& values) {
  const Turn turn(*this);
  std::vector<std::pair<std::size_t, Hyper>> fields;
  for (const auto& [name, value] : values) {
    const auto index = static_cast<std::size_t>(engine.field_index(group, text(name)));
    fields.emplace_back(index, to_hyper(engine.groups()[group].fields[index], value));
  }
  naming(engine, [&] { engine.set(group, fields); });
}

void BoundEngine::observe(const py::object& metric) {
  const Turn turn(*this);
  const double x = to_number("metric", metric);
  naming(engine, [&] { engine.observe(x); });
}

// {group: {name: array}} for what changes from step to step, of `steps` steps from n on.
py::dict BoundEngine::preview(std::int64_t n, std::int64_t steps) const {
  const std::vector<double> all = naming(engine, [&] { return engine.values(n, steps); });
  const std::size_t stride = steps > 0 ? all.size() / static_cast<std::size_t>(steps) : 0;
  py::dict out;
  std::size_t begin = 0;
  for (std::size_t g = 0; g < engine.groups().size(); ++g) {
    const Engine::Group& group = engine.groups()[g];
    const int scale = engine.field_index(g, "lr_scale");
    const bool scaled = scale >= 0 && group.set[static_cast<std::size_t>(scale)].scheduled();
    py::dict values;
    for (std::size_t f = 0; f < group.fields.size(); ++f) {
      const bool is_lr = static_cast<int>(f) == group.lr;
      if (!group.set[f].scheduled() && !(is_lr && scaled)) continue;
      py::array_t<double> array(static_cast<py::ssize_t>(steps));
      double* x = array.mutable_data();
      for (std::size_t i = 0; i < static_cast<std::size_t>(steps); ++i)
        x[i] = all[i * stride + begin + f];
      values[pystr(group.fields[f].name)] = array;
    }
    begin += group.fields.size();
    if (!values.empty()) out[py::str(group.name)] = values;
  }
  return out;
}

// {group: {name: [{"name": "ReduceOnPlateau", "counters": [...]} for each node that metrics move]}}
py::dict BoundEngine::counters() const {
  py::dict out;
  for (const Engine::Group& group : engine.groups()) {
    py::dict values;
    for (std::size_t f = 0; f < group.fields.size(); ++f)
      if (const Schedule& s = group.set[f].schedule; s && s.observes()) {
        py::list all;
        for (const Schedule& node : detail::controllers(s)) {
          py::dict one;
          one["name"] = node.describe().name;
          one["counters"] = *node.node().counters();
          all.append(one);
        }
        values[pystr(group.fields[f].name)] = all;
      }
    if (!values.empty()) out[py::str(group.name)] = values;
  }
  return out;
}

void BoundEngine::restore_counters(std::size_t group, const std::string& name,
                                   const std::vector<std::vector<double>>& counters) {
  const Turn turn(*this);
  const int field = engine.field_index(group, name);
  naming(engine,
         [&] { engine.restore_counters(group, static_cast<std::size_t>(field), counters); });
}

void BoundEngine::swap_average() {
  const Turn turn(*this);
  engine.swap_average();
}

void BoundEngine::isa(const std::string& wanted) {
  for (std::size_t i = 0; i < isa_names.size(); ++i)
    if (isa_names[i] == wanted) return engine.isa(static_cast<Isa>(i));
  throw error(Reason::environment,
              "there is no ISA '" + wanted + "'; this CPU runs " + detail::available_isas());
}

py::dict BoundEngine::values(std::int64_t n) const {
  return values_dict(*layout_, naming(engine, [&] { return engine.values(n); }));
}

// An array over the engine's memory, laid out as the parameter; reals of a complex one in pairs, in a last axis of 2.
py::object BoundEngine::view(std::size_t i, void* data, const py::dtype& dtype,
                             py::handle self) const {
  const py::array& p = params_[i];
  if (data == nullptr) return py::none();
  const bool pairs = parts_[i] == 2 && dtype.kind() != 'c';
  std::vector<py::ssize_t> shape(p.shape(), p.shape() + p.ndim()),
      strides(p.strides(), p.strides() + p.ndim());
  for (auto& stride : strides) stride = stride / p.itemsize() * dtype.itemsize() * (pairs ? 2 : 1);
  if (pairs) shape.push_back(2), strides.push_back(dtype.itemsize());
  return py::array(dtype, shape, strides, data, self);
}

py::object BoundEngine::average(std::size_t i, py::handle self) const {
  return view(i, engine.params()[i].own.average, computed(i), self);
}
py::object BoundEngine::slow(std::size_t i, py::handle self) const {
  return view(i, engine.params()[i].own.slow, computed(i), self);
}

// The dtype in which state is shown: of codes, that of the codes.
py::dtype BoundEngine::dtype_of(Storage type, std::size_t parts) {
  switch (type) {
    case Storage::f32: return py::dtype(parts == 2 ? "complex64" : "float32");
    case Storage::f64: return py::dtype(parts == 2 ? "complex128" : "float64");
    case Storage::f16: return py::dtype("float16");
    case Storage::bf16:
      return py::module_::import("gradstep._trees.dtypes")
          .attr("shown_bfloat16")()
          .cast<py::dtype>();
    case Storage::q8: return py::dtype("int8");
    default: return py::dtype("uint8");
  }
}

// By name the arrays of a parameter's state: the rule's slots, "<slot>_scale" of those in 8-bit codes, one number for a block
// in memory order, and what the rounding keeps.
py::dict BoundEngine::state(std::size_t i, py::handle self) {
  const auto& param = engine.params()[i];
  const RuleType& rule = *engine.groups()[param.group].rule;
  py::dict out;
  for (std::size_t k = 0; k < rule.slots.size(); ++k) {
    if (param.state[k] == nullptr) continue;
    const Storage type = param.packing.state[k];
    const std::string name(rule.slots[k].name);
    out[py::str(name)] = view(i, param.state[k], dtype_of(type, parts_[i]), self);
    if (block_of(type) > 0)
      out[py::str(name + "_scale")] =
          py::array(py::dtype("float32"), {scale_count(type, param.size)}, {sizeof(float)},
                    stored(param.state[k], type, param.size).scales, self);
  }
  if (void* const beside = param.packing.beside) switch (param.packing.rounding) {
      case Rounding::master: out["master"] = view(i, beside, py::dtype("float32"), self); break;
      case Rounding::kahan:
        out["compensation"] = view(i, beside, dtype_of(param.packing.p, 1), self);
        break;
      default: out["low_bits"] = view(i, beside, py::dtype("uint16"), self);
    }
  const std::size_t count = rule.numbers.size();
  for (std::size_t k = 0; rule.rowwise && k < count; ++k) {  // one per row
    const auto rows = static_cast<py::ssize_t>(param.own.rows);
    out[py::str(rule.numbers[k].name.data(), rule.numbers[k].name.size())] =
        py::array(py::dtype::of<double>(), std::vector<py::ssize_t>{rows},
                  std::vector<py::ssize_t>{static_cast<py::ssize_t>(count * sizeof(double))},
                  engine.numbers(i).data() + k, self);
  }
  return out;
}

// The count of updates, and the rule's numbers that are one per parameter.
py::dict BoundEngine::scalars(std::size_t i) {
  const auto& param = engine.params()[i];
  const RuleType& rule = *engine.groups()[param.group].rule;
  py::dict out;
  out["t"] = param.t;
  for (std::size_t k = 0; !rule.rowwise && !rule.shared && k < rule.numbers.size(); ++k)
    out[py::str(rule.numbers[k].name.data(), rule.numbers[k].name.size())] = engine.numbers(i)[k];
  if (engine.options().mechanic) out["mechanic"] = param.own.scale;
  if (param.frozen) out["frozen"] = true;
  return out;
}

void BoundEngine::restore_scalars(std::size_t i, const py::dict& saved) {
  engine.restore_count(i, saved["t"].cast<std::int64_t>());
  const RuleType& rule = *engine.groups()[engine.params()[i].group].rule;
  for (std::size_t k = 0; !rule.rowwise && !rule.shared && k < rule.numbers.size(); ++k)
    engine.numbers(i)[k] =
        saved[py::str(rule.numbers[k].name.data(), rule.numbers[k].name.size())].cast<double>();
  if (engine.options().mechanic) engine.restore_scale(i, saved["mechanic"].cast<double>());
  engine.freeze(i, saved.contains("frozen") && saved["frozen"].cast<bool>());
}

// Mechanic's two of a parameter: where it started, and what the rule has added up since; {} without it.
py::dict BoundEngine::mechanic_arrays(std::size_t i, py::handle self) const {
  const Around& own = engine.params()[i].own;
  py::dict out;
  if (own.delta == nullptr) return out;
  out["start"] = view(i, own.start, computed(i), self);
  out["delta"] = view(i, own.delta, computed(i), self);
  return out;
}

// {name: one number for each tuner}; {} without Mechanic.
py::dict BoundEngine::tuners() {
  py::dict out;
  if (engine.tuners().empty()) return out;
  for (const auto& [name, member] : tuner_members) {
    py::list values;
    for (const Engine::Tuner& tuner : engine.tuners()) values.append(tuner.*member);
    out[name] = values;
  }
  return out;
}

void BoundEngine::restore_tuners(const py::dict& saved) {
  for (const auto& [name, member] : tuner_members) {
    const auto values = saved[name].cast<std::vector<double>>();
    for (std::size_t k = 0; k < values.size(); ++k) engine.tuners()[k].*member = values[k];
  }
}

// {rule: {"t": decisions, number: value}} of the rules that decide for all their arrays together.
py::dict BoundEngine::shared() {
  py::dict out;
  for (const Engine::Shared& s : engine.shared()) {
    py::dict one;
    one["t"] = s.t;
    for (std::size_t k = 0; k < s.numbers.size(); ++k)
      one[pystr(s.rule->numbers[k].name)] = s.numbers[k];
    out[pystr(s.rule->name)] = one;
  }
  return out;
}

void BoundEngine::restore_shared(const py::dict& saved) {
  for (Engine::Shared& s : engine.shared()) {
    const py::dict one = saved[pystr(s.rule->name)];
    s.t = one["t"].cast<std::int64_t>();
    for (std::size_t k = 0; k < s.numbers.size(); ++k)
      s.numbers[k] = one[pystr(s.rule->numbers[k].name)].cast<double>();
  }
}

// What the rule has found in place of the parameter, in a new array; None if it has nothing else.
py::object BoundEngine::evaluated(std::size_t i) const {
  if (!engine.evaluates(i)) return py::none();
  const py::array& p = params_[i];
  const py::dtype dtype = computed(i);
  std::vector<py::ssize_t> shape(p.shape(), p.shape() + p.ndim()),
      strides(p.strides(), p.strides() + p.ndim());
  for (auto& stride : strides) stride = stride / p.itemsize() * dtype.itemsize();
  py::array out(dtype, shape, strides);
  engine.evaluate(i, out.mutable_data());
  return out;
}

// What the parameter is within averaged(), in a new array that lies as it does.
py::array BoundEngine::shown(std::size_t i) const {
  const auto& param = engine.params()[i];
  const py::array& p = params_[i];
  py::array out(p.dtype(), std::vector<py::ssize_t>(p.shape(), p.shape() + p.ndim()),
                std::vector<py::ssize_t>(p.strides(), p.strides() + p.ndim()));
  std::vector<double> found(param.size);  // or twice as many floats
  engine.evaluate(i, found.data());
  conversions_of(engine.isa(), param.dtype)
      .encode({out.mutable_data(), param.packing.p}, 0, param.size, found.data());
  return out;
}

// The parameter as it will be stepped again, while what was evaluated is in its place.
py::object BoundEngine::set_aside(std::size_t i, py::handle self) {
  if (!engine.swapped() || !engine.evaluates(i)) return py::none();
  return view(i, engine.set_aside(i).data(), params_[i].dtype(), self);
}

void bind_optimizer(py::module_& m) {
  py::class_<Report>(
      m, "StepReport",
      R"(What a step did. True iff it was applied; immutable; what was not computed is None.)")
      .def("__bool__", [](const Report& r) { return r.step.applied; })
      .def_property_readonly(
          "n", [](const Report& r) { return r.step.n; }, "The 0-based number of the update.")
      .def_property_readonly(
          "applied", [](const Report& r) { return r.step.applied; },
          "Whether parameters and state were updated.")
      .def_property_readonly(
          "values", [](const Report& r) { return values_dict(*r.layout, r.step.values); },
          "The hyper-parameters used, {group: {name: value}}; lr with its scales.")
      .def_property_readonly(
          "grad_norm", [](const Report& r) { return r.step.grad_norm; },
          "Euclidean norm of all gradients together, unscaled, before clipping.")
      .def_property_readonly(
          "clip_factor", [](const Report& r) { return r.step.clip_factor; },
          "min(1, clip_norm / (grad_norm + 1e-6)).")
      .def_property_readonly(
          "update_norm", [](const Report& r) { return r.step.update_norm; },
          "Euclidean norm of the change of all parameters (report=True).")
      .def_property_readonly(
          "update_ratio", [](const Report& r) { return r.step.update_ratio; },
          "update_norm over the norm of the parameters before (report=True).")
      .def_property_readonly(
          "loss", [](const Report& r) { return r.loss ? r.loss : r.step.loss; },
          "The loss that was given or that the closure said; of a line search, where it ended.")
      .def_property_readonly(
          "evaluations", [](const Report& r) { return r.evaluations; }, "Calls of the closure.")
      .def_property_readonly(
          "length", [](const Report& r) { return r.length; },
          "What a line search multiplied the rule's own step by; 0.0 if nothing was accepted.")
      .def_property_readonly(
          "reason",
          [](const Report& r) {
            return r.step.reason.empty() ? py::object(py::none())
                                         : py::object(py::str(r.step.reason));
          },
          "Why the step was not applied; why a line search ended.")
      .def(
          "_told",
          [](const Report& r, double loss, std::int64_t evaluations) {
            Report out = r;
            out.loss = loss, out.evaluations = evaluations;
            return out;
          },
          py::arg("loss"), py::arg("evaluations"), "The report with what a closure has said.")
      .def(
          "_searched",
          [](const Report& r, double loss, std::int64_t evaluations, double length, double moved,
             const std::string& reason) {
            Report out = r;
            out.loss = loss, out.evaluations = evaluations, out.length = length;
            out.step.applied = length > 0, out.step.reason = reason;
            if (auto& norm = out.step.update_norm) {
              if (auto& ratio = out.step.update_ratio; ratio && *norm > 0) *ratio *= moved / *norm;
              norm = moved;
            }
            return out;
          },
          py::arg("loss"), py::arg("evaluations"), py::arg("length"), py::arg("moved"),
          py::arg("reason"), "The report of the rule's own step, after a line search along it.")
      .def("__repr__", [](const Report& r) {
        std::string s = "StepReport(n=" + std::to_string(r.step.n) +
                        ", applied=" + (r.step.applied ? "True" : "False");
        const auto add = [&](const char* name, const std::optional<double>& x) {
          if (x) s += ", " + std::string(name) + "=" + detail::text(*x);
        };
        add("grad_norm", r.step.grad_norm);
        add("clip_factor", r.step.clip_factor);
        add("update_norm", r.step.update_norm);
        add("update_ratio", r.step.update_ratio);
        add("loss", r.loss ? r.loss : r.step.loss);
        add("length", r.length);
        if (r.evaluations > 0) s += ", evaluations=" + std::to_string(r.evaluations);
        if (!r.step.reason.empty()) s += ", reason=" + text(py::repr(py::str(r.step.reason)));
        return s + ")";
      });

  py::class_<BoundEngine>(m, "Engine",
                          "The compiled half of gradstep.Optimizer; not for direct use.")
      .def(py::init([](const py::kwargs& options) {
             return std::make_unique<BoundEngine>(to_options(options));
           }),
           "__init__(self, **options: typing.Any) -> None\n\nThe options are those of options().")
      .def_property_readonly(
          "storage",
          [](const BoundEngine& e) {
            const Options& o = e.engine.options();
            py::dict out;
            out["state_dtype"] =
                o.state_dtype ? py::object(pystr(name(*o.state_dtype))) : py::object(py::none());
            out["rounding"] = pystr(name(o.rounding));
            return out;
          },
          "What says how to read the bytes of a state, besides the dtypes of its arrays.")
      .def("add_group", &BoundEngine::add_group, py::arg("name"), py::arg("rule"),
           py::arg("values"))
      .def("add", &BoundEngine::add, py::arg("path"), py::arg("array"), py::arg("group"))
      .def("truncate", &BoundEngine::truncate, py::arg("params"), py::arg("groups"))
      .def("rebind", &BoundEngine::rebind, py::arg("arrays"))
      .def("copy_to", &BoundEngine::copy_to, py::arg("copies"))
      .def("bind_grads", &BoundEngine::bind_grads, py::arg("grads"))
      .def("bound", [](const BoundEngine& e) { return e.bound(); })
      .def("watch", &BoundEngine::watch, py::arg("edges"), py::arg("sizes"))
      .def("fresh", &BoundEngine::fresh)
      .def("hold", &BoundEngine::hold)
      .def("admit", &BoundEngine::admit)
      .def("release", &BoundEngine::release)
      .def("prepare", [](BoundEngine& e) { e.engine.prepare(); })
      .def("step", &BoundEngine::step, py::arg("grads"), py::arg("grad_scale"), py::arg("lr_scale"),
           py::arg("report"), py::arg("more"))
      .def(
          "state",
          [](py::object self, std::size_t i) { return self.cast<BoundEngine&>().state(i, self); },
          py::arg("param"))
      .def(
          "average",
          [](py::object self, std::size_t i) { return self.cast<BoundEngine&>().average(i, self); },
          py::arg("param"))
      .def(
          "slow",
          [](py::object self, std::size_t i) { return self.cast<BoundEngine&>().slow(i, self); },
          py::arg("param"))
      .def(
          "mechanic_arrays",
          [](py::object self, std::size_t i) {
            return self.cast<BoundEngine&>().mechanic_arrays(i, self);
          },
          py::arg("param"))
      .def("tuners", &BoundEngine::tuners)
      .def("restore_tuners", &BoundEngine::restore_tuners, py::arg("saved"))
      .def("swap_average", &BoundEngine::swap_average)
      .def_property_readonly("swapped", [](const BoundEngine& e) { return e.engine.swapped(); })
      .def_property(
          "averaged", [](const BoundEngine& e) { return e.engine.averaged(); },
          [](BoundEngine& e, std::int64_t count) { e.engine.restore_averaged(count); })
      .def(
          "freeze", [](BoundEngine& e, std::size_t i, bool frozen) { e.engine.freeze(i, frozen); },
          py::arg("param"), py::arg("frozen"))
      .def("shared", &BoundEngine::shared)
      .def("restore_shared", &BoundEngine::restore_shared, py::arg("saved"))
      .def("evaluated", &BoundEngine::evaluated, py::arg("param"))
      .def("shown", &BoundEngine::shown, py::arg("param"))
      .def(
          "set_aside",
          [](py::object self, std::size_t i) {
            return self.cast<BoundEngine&>().set_aside(i, self);
          },
          py::arg("param"))
      .def("scalars", &BoundEngine::scalars, py::arg("param"))
      .def("restore_scalars", &BoundEngine::restore_scalars, py::arg("param"), py::arg("saved"))
      .def("values", &BoundEngine::values, py::arg("n"))
      .def("set", &BoundEngine::set, py::arg("group"), py::arg("values"))
      .def("observe", &BoundEngine::observe, py::arg("metric"))
      .def("preview", &BoundEngine::preview, py::arg("n"), py::arg("steps"))
      .def("counters", &BoundEngine::counters)
      .def("restore_counters", &BoundEngine::restore_counters, py::arg("group"), py::arg("name"),
           py::arg("counters"))
      .def(
          "restore",
          [](BoundEngine& e, std::int64_t steps, std::int64_t skipped) {
            e.engine.restore(steps, skipped);
          },
          py::arg("steps"), py::arg("skipped"))
      .def_property(
          "isa", [](const BoundEngine& e) { return std::string(name(e.engine.isa())); },
          [](BoundEngine& e, const std::string& isa) { e.isa(isa); })
      .def_property_readonly("steps", [](const BoundEngine& e) { return e.engine.steps(); })
      .def_property_readonly("skipped", [](const BoundEngine& e) { return e.engine.skipped(); });
}

}  // namespace gradstep::python
