#include "schedule-classes.hpp"

#include <string>
#include <tuple>
#include <type_traits>

#include "docs.hpp"
#include "schedule-arguments.hpp"

namespace gradstep::python {
namespace {

template <class S>
void bind_struct(py::module_& m) {
  const auto& fields = detail::fields<S>();
  static const std::string name(type_name<S>);
  static const std::string doc =
      name + "(" + signature(fields, false) + ")\n--\n\n" + std::string(docs::of(name));
  static const std::string init =
      "__init__(self, " + signature(fields, true) + ") -> None\n\n" + std::string(docs::of(name));
  py::class_<Bound<S>, Schedule> cls(m, name.c_str(), doc.c_str(), py::is_final());
  cls.def(py::init([](const py::args& args, const py::kwargs& kwargs) {
            return Bound<S>{from_arguments<S>(args, kwargs)};
          }),
          init.c_str());
  py::tuple match(fields.size());
  std::size_t i = 0;
  for (const Field& field : fields) {
    bind_attribute(cls, {std::string(field.name), python_type(field),
                         std::string(find_word(field.name)->meaning), py::none()});
    match[i++] = pystr(field.name);
  }
  cls.attr("__match_args__") = match;
  cls.attr("__signature__") = python_signature(fields);
}

}  // namespace

py::object to_python(const Schedule& s) {
  const std::string name = s.describe().name;
  if (name == "warmup") return py::cast(BoundWarmup{s});
  if (name == "sequence") return py::cast(BoundPieces{s});
  if (name == "scale") return py::cast(BoundScale{s});
  if (name == "Lambda") return py::cast(BoundLambda{s});
  py::object out;
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    static_cast<void>(((name == type_name<S> && (out = py::cast(Bound<S>{s}), true)) || ...));
  }(std::type_identity<Schedules>{});
  return out;
}

void bind_structs(py::module_& m) {
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_struct<S>(m), ...);
  }(std::type_identity<Schedules>{});
}

}  // namespace gradstep::python
