using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Contracts.Zfs;

public sealed class SimulatedZfs21Contract() : ZfsContract(new SimulatedPool(OpenZfsVersion.V21));
