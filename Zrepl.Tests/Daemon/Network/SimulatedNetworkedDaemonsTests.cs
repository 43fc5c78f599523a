using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>Two daemons in two networks on the simulator: the processes, the network and the ssh server are real, only ZFS is not.</summary>
[Trait("needs", "network")]
public sealed class SimulatedNetworkedDaemonsTests(SimulatedNetworkedTree tree) : NetworkedDaemonsContract(tree), IClassFixture<SimulatedNetworkedTree>;

/// <summary>The tree on a simulated machine that lives in a directory, which both daemons and the test use at the same time.</summary>
public sealed class SimulatedNetworkedTree : NetworkedTree
{
    private readonly TemporaryDirectory _directory = new();
    private SimulatedPool? _pool;

    /// <inheritdoc/>
    public override IPoolUnderTest Pool => _pool ?? throw new InvalidOperationException("There is no pool yet.");

    /// <inheritdoc/>
    public override int Patience => 10;

    /// <inheritdoc/>
    public override int Cuts => 10;

    /// <inheritdoc/>
    public override int PauseSeconds => 60;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments => ["--zfs-sim", Machine];

    private string Machine => Path.Combine(_directory.Path, "machine");

    /// <inheritdoc/>
    protected override async ValueTask OpenPoolAsync() => _pool = await SimulatedPool.OpenAsync(Machine);

    /// <inheritdoc/>
    protected override async ValueTask ClosePoolAsync()
    {
        if (_pool is not null) await _pool.Host.DisposeAsync();
        _directory.Dispose();
    }
}
