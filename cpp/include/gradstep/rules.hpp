// The index of the rules. To add one, see ARCHITECTURE.md: its file in rules/, its two lines here,
// its oracle in tests/python/oracles.
#ifndef GRADSTEP_ISA
#include "detail/rules.hpp"  // which compiles what follows for every ISA
#else
#include "rules/common/momentum_model.hpp"
#include "rules/common/rectification.hpp"
#include "rules/common/schedule_free.hpp"

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
#include "rules/alig.hpp"
#include "rules/asgd.hpp"
#include "rules/barzilai_borwein.hpp"
#include "rules/cocob.hpp"
#include "rules/dadapt_adagrad.hpp"
#include "rules/dadapt_adam.hpp"
#include "rules/dadapt_adan.hpp"
#include "rules/dadapt_lion.hpp"
#include "rules/dadapt_sgd.hpp"
#include "rules/delta_bar_delta.hpp"
#include "rules/diffgrad.hpp"
#include "rules/dog.hpp"
#include "rules/dowg.hpp"
#include "rules/eve.hpp"
#include "rules/fromage.hpp"
#include "rules/ftml.hpp"
#include "rules/ftrl.hpp"
#include "rules/grams.hpp"
#include "rules/hypergradient_adam.hpp"
#include "rules/hypergradient_sgd.hpp"
#include "rules/irprop_plus.hpp"
#include "rules/kt.hpp"
#include "rules/lamb.hpp"
#include "rules/laprop.hpp"
#include "rules/lars.hpp"
#include "rules/ldog.hpp"
#include "rules/lion.hpp"
#include "rules/madgrad.hpp"
#include "rules/mars.hpp"
#include "rules/momo.hpp"
#include "rules/momo_adam.hpp"
#include "rules/nadam.hpp"
#include "rules/nadamax.hpp"
#include "rules/nadamw.hpp"
#include "rules/novograd.hpp"
#include "rules/optimistic_adam.hpp"
#include "rules/optimistic_gd.hpp"
#include "rules/padam.hpp"
#include "rules/pid.hpp"
#include "rules/pmv.hpp"
#include "rules/polyak_sgd.hpp"
#include "rules/prodigy.hpp"
#include "rules/qhadam.hpp"
#include "rules/qhm.hpp"
#include "rules/radam.hpp"
#include "rules/rmsprop.hpp"
#include "rules/rowwise_adagrad.hpp"
#include "rules/rprop.hpp"
#include "rules/schedule_free_adamw.hpp"
#include "rules/schedule_free_radam.hpp"
#include "rules/schedule_free_sgd.hpp"
#include "rules/sgd.hpp"
#include "rules/sign_sgd.hpp"
#include "rules/signum.hpp"
#include "rules/simplified_ademamix.hpp"
#include "rules/smorms3.hpp"
#include "rules/sophia.hpp"
#include "rules/stable_adamw.hpp"
#include "rules/swats.hpp"
#include "rules/tiger.hpp"
#include "rules/wngrad.hpp"
#include "rules/yogi.hpp"

namespace gradstep::GRADSTEP_ISA {
using Rules =
    std::tuple<SGD, ASGD, SignSGD, Signum, Lion, Tiger, QHM, AggMo, PID, AccSGD, OptimisticGD,
               Rprop, Adagrad, RowwiseAdagrad, WNGrad, Adadelta, RMSprop, SMORMS3, FTRL, MADGRAD,
               Adam, AdamW, Adamax, AdamaxW, NAdam, NAdamW, NadaMax, OptimisticAdam, RAdam,
               AdaBelief, Yogi, PAdam, QHAdam, AdaMod, AdaBound, DiffGrad, Grams, LaProp, Adan,
               AdEMAMix, SimplifiedAdEMAMix, ADOPT, MARS, Sophia, StableAdamW, ACProp, FTML, SWATS,
               LAMB, LARS, NovoGrad, Fromage, DoG, LDoG, DoWG, DAdaptSGD, DAdaptAdaGrad, DAdaptAdam,
               DAdaptAdan, DAdaptLion, Prodigy, COCOB, KT, PolyakSGD, ALIG, MoMo, MoMoAdam, Eve,
               HypergradientSGD, HypergradientAdam, BarzilaiBorwein, PMV, DeltaBarDelta, IRpropPlus,
               ScheduleFreeSGD, ScheduleFreeAdamW, ScheduleFreeRAdam>;
#ifndef GRADSTEP_RULES
using OwnRules = std::tuple<>;  // what a program's own file lists
#endif
}  // namespace gradstep::GRADSTEP_ISA
#endif
