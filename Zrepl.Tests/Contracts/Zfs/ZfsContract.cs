using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Contracts.Zfs;

/// <summary>
/// What <c>Zrepl.Zfs</c> promises, and needs ZFS to be like. Runs on the simulator in three releases and on real OpenZFS; a test that
/// fails on one of them only has found a difference, and reality is right. Each test cites its item of spec B14.
/// </summary>
public abstract partial class ZfsContract(IPoolUnderTest pool)
{
    /// <summary>A hold of somebody else.</summary>
    private static readonly HoldTag Foreign = HoldTag.Parse("zrepl_platformtest");

    /// <summary>The machine.</summary>
    protected IPoolUnderTest Pool => pool;

    /// <summary>Begins a test.</summary>
    protected Task<PoolWorld> EnterAsync() => PoolWorld.EnterAsync(pool);
}
