using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Contracts.Endpoints;

public sealed class SimulatedSender23Contract() : SenderContract(new SimulatedPool(OpenZfsVersion.V23));

public sealed class SimulatedReceiver21Contract() : ReceiverContract(new SimulatedPool(OpenZfsVersion.V21));

public sealed class SimulatedReceiver23Contract() : ReceiverContract(new SimulatedPool(OpenZfsVersion.V23));

public sealed class SimulatedReplication21Contract() : ReplicationContract(new SimulatedPool(OpenZfsVersion.V21));

public sealed class SimulatedReplication23Contract() : ReplicationContract(new SimulatedPool(OpenZfsVersion.V23));

public sealed class SimulatedCrash23Contract() : CrashContract(new SimulatedPool(OpenZfsVersion.V23))
{
    [Fact] // B14 71; spec B11 between any two commands, also those that only look
    public async Task The_next_process_goes_on_wherever_one_died()
    {
        for (var commands = 0; await DieAndGoOnAsync((_, number) => number > commands, OtherMachine()); commands++)
            Assert.InRange(commands, 0, 200);
    }

    private static SimulatedPool OtherMachine() => new(OpenZfsVersion.V23);
}
