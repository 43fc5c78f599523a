using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Contracts.Zfs;

public sealed class SimulatedZfs23Contract() : ZfsContract(new SimulatedPool(OpenZfsVersion.V23));
