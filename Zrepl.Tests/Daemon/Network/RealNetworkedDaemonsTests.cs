using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>Two daemons in two networks on real OpenZFS: twenty minutes of an emulated processor that nobody else may use, hence no part of every run.</summary>
[Trait("needs", "zfs-network")]
public sealed class RealNetworkedDaemonsTests(RealNetworkedTree tree) : NetworkedDaemonsContract(tree), IClassFixture<RealNetworkedTree>;

/// <summary>The tree on two pools of real OpenZFS.</summary>
public sealed class RealNetworkedTree : NetworkedTree
{
    private readonly RealPool _pool = new();

    /// <inheritdoc/>
    public override IPoolUnderTest Pool => _pool;

    /// <inheritdoc/>
    public override int Patience => 1;

    /// <inheritdoc/>
    public override int Cuts => 10;

    /// <inheritdoc/>
    public override int PauseSeconds => 60;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments => [];

    /// <inheritdoc/>
    protected override ValueTask OpenPoolAsync() => _pool.InitializeAsync();

    /// <inheritdoc/>
    protected override ValueTask ClosePoolAsync() => _pool.DisposeAsync();
}
