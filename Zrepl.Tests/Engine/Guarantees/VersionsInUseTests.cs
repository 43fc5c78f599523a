using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Guarantees;

/// <summary>3.9, safety net (b).</summary>
public sealed class VersionsInUseTests
{
    private static readonly DatasetPath A = DatasetPath.Parse("tank/a");
    private static readonly DatasetPath B = DatasetPath.Parse("tank/b");

    [Fact]
    public void A_version_is_in_use_as_long_as_one_plan_needs_it()
    {
        var versions = new VersionsInUse();
        using var one = versions.Open();
        using var other = versions.Open();
        one.Replace(A, [1, 2]);
        other.Replace(A, [2, 3]);
        one.Replace(B, [1]);
        one.Replace(A, []);
        Assert.Equal([true, true, true], new ulong[] { 1, 2, 3 }.Select(versions.Contains));
        one.Dispose();
        Assert.Equal([false, true, true], new ulong[] { 1, 2, 3 }.Select(versions.Contains));
        other.Dispose();
        other.Dispose();
        Assert.Equal([false, false, false], new ulong[] { 1, 2, 3 }.Select(versions.Contains));
    }

    [Fact]
    public void Who_has_closed_the_account_reserves_nothing_any_more()
    {
        var versions = new VersionsInUse();
        var account = versions.Open();
        account.Dispose();
        account.Replace(A, [1]);
        Assert.False(versions.Contains(1));
    }
}
