// expect: members are double, bool or std::int64_t
#include <gradstep/reflect.hpp>

struct Mine {
  float lr = 1e-3F;
};
constexpr auto fields = gradstep::fields_of<Mine>();
