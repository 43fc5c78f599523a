using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Contracts.Zfs;

[Trait("needs", "zfs")]
public sealed class RealZfsContract(RealPool pool) : ZfsContract(pool), IClassFixture<RealPool>;
