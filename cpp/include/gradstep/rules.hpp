// The index of the optimizers. To add one: its file in rules/, its two lines here, its oracle in tests/python.
// No guard: compiled once per ISA by detail/foreach-isa.hpp.
#include "detail/rectification-inl.hpp"
#include "detail/schedulefree-inl.hpp"

#include "rules/accsgd.hpp"
#include "rules/acprop.hpp"
#include "rules/adabelief.hpp"
#include "rules/adabound.hpp"
#include "rules/adadelta.hpp"
#include "rules/adagrad.hpp"
#include "rules/adam.hpp"
#include "rules/adamax.hpp"
#include "rules/adamaxw.hpp"
#include "rules/adamod.hpp"
#include "rules/adamw.hpp"
#include "rules/adan.hpp"
#include "rules/ademamix.hpp"
#include "rules/adopt.hpp"
#include "rules/aggmo.hpp"
#include "rules/asgd.hpp"
#include "rules/diffgrad.hpp"
#include "rules/dog.hpp"
#include "rules/fromage.hpp"
#include "rules/ftrl.hpp"
#include "rules/grams.hpp"
#include "rules/lamb.hpp"
#include "rules/laprop.hpp"
#include "rules/lars.hpp"
#include "rules/lion.hpp"
#include "rules/madgrad.hpp"
#include "rules/mars.hpp"
#include "rules/nadam.hpp"
#include "rules/nadamw.hpp"
#include "rules/novograd.hpp"
#include "rules/optimisticgd.hpp"
#include "rules/padam.hpp"
#include "rules/pid.hpp"
#include "rules/qhadam.hpp"
#include "rules/qhm.hpp"
#include "rules/radam.hpp"
#include "rules/rmsprop.hpp"
#include "rules/rowwiseadagrad.hpp"
#include "rules/rprop.hpp"
#include "rules/schedulefreeadamw.hpp"
#include "rules/schedulefreeradam.hpp"
#include "rules/schedulefreesgd.hpp"
#include "rules/sgd.hpp"
#include "rules/signsgd.hpp"
#include "rules/signum.hpp"
#include "rules/simplifiedademamix.hpp"
#include "rules/sophia.hpp"
#include "rules/stableadamw.hpp"
#include "rules/tiger.hpp"
#include "rules/yogi.hpp"

namespace gradstep::GRADSTEP_ISA {
using Rules =
    std::tuple<SGD, ASGD, SignSGD, Signum, Lion, Tiger, QHM, AggMo, PID, AccSGD, OptimisticGD,
               Rprop, Adagrad, RowwiseAdagrad, Adadelta, RMSprop, FTRL, MADGRAD, Adam, AdamW,
               Adamax, AdamaxW, NAdam, NAdamW, RAdam, AdaBelief, Yogi, PAdam, QHAdam, AdaMod,
               AdaBound, DiffGrad, Grams, LaProp, Adan, AdEMAMix, SimplifiedAdEMAMix, ADOPT, MARS,
               Sophia, StableAdamW, ACProp, LAMB, LARS, NovoGrad, Fromage, DoG, ScheduleFreeSGD,
               ScheduleFreeAdamW, ScheduleFreeRAdam>;
}
