#pragma once
#include <async_simple/coro/Lazy.h>
