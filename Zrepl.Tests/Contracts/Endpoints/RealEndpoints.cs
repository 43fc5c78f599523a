using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Contracts.Endpoints;

[Trait("needs", "zfs")]
public sealed class RealSenderContract(RealPool pool) : SenderContract(pool), IClassFixture<RealPool>;

[Trait("needs", "zfs")]
public sealed class RealReceiverContract(RealPool pool) : ReceiverContract(pool), IClassFixture<RealPool>;

[Trait("needs", "zfs")]
public sealed class RealReplicationContract(RealPool pool) : ReplicationContract(pool), IClassFixture<RealPool>;

[Trait("needs", "zfs")]
public sealed class RealCrashContract(RealPool pool) : CrashContract(pool), IClassFixture<RealPool>;
