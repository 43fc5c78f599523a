using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Contracts.Streams;

public sealed class SimulatedStream21Contract() : StreamContract(new SimulatedPool(OpenZfsVersion.V21));

public sealed class SimulatedStream23Contract() : StreamContract(new SimulatedPool(OpenZfsVersion.V23));
