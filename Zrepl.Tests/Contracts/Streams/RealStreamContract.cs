using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Contracts.Streams;

[Trait("needs", "zfs")]
public sealed class RealStreamContract(RealPool pool) : StreamContract(pool), IClassFixture<RealPool>;
