using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Web.Components.Pages.Datasets;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Security;

namespace Zrepl.Tests.Web.Live;

/// <summary>Holds and bookmarks are taken away only by whom, and when, that is right at that moment (design D11, promise 1).</summary>
public sealed class ReleaseDeskTests : HistoryBunitContext
{
    private readonly DatasetsWorld _zfs = new(TimeProvider.System);

    public ReleaseDeskTests()
    {
        Services.AddSingleton<IDatasetHosts>(_zfs);
        Services.AddSingleton<DatasetCatalog>();
        Services.AddSingleton<ReleaseDesk>();
    }

    private static GuaranteeAddress StepHold => new("host", "tank/db", GuaranteeKind.StepHold.Id(), "tank/db@b", "to_nas");

    private ReleaseDesk Desk => Services.GetRequiredService<ReleaseDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _zfs.FillAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _zfs.DisposeAsync().AsTask().Wait(Zrepl.Tests.Support.Deadline.OfATest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task Only_an_administrator_may(Role? role)
    {
        var stays = Assert.IsType<ReleaseAnswer.Stays>(await Desk.ReleaseAsync(Somebody(role), StepHold, evenIfNeeded: true, default));
        Assert.Equal($"This needs the role administrator; yours is {role?.Word() ?? "none"}.", stays.Reason);
        Assert.True(await IsHeldAsync());
    }

    [Fact]
    public async Task One_that_is_needed_goes_only_with_a_word_that_this_is_known()
    {
        var stays = Assert.IsType<ReleaseAnswer.Stays>(await Desk.ReleaseAsync(Somebody(Role.Administrator), StepHold, evenIfNeeded: false, default));
        Assert.Contains("It is needed", stays.Reason, StringComparison.Ordinal);
        Assert.True(await IsHeldAsync());

        var released = Assert.IsType<ReleaseAnswer.Released>(await Desk.ReleaseAsync(Somebody(Role.Administrator), StepHold, evenIfNeeded: true, default));
        Assert.Equal(GuaranteeStates.Needed, released.State);
        Assert.False(await IsHeldAsync());
    }

    [Fact]
    public async Task One_that_a_run_needs_stays_although_it_was_free_when_they_looked()
    {
        var guid = ulong.Parse(await _zfs.RunAsync("get", "-H", "-p", "-o", "value", "guid", "tank/db@b"), System.Globalization.CultureInfo.InvariantCulture);
        using (var run = _zfs.All[0].InUse.Open())
        {
            run.Replace(Zrepl.Zfs.Names.DatasetPath.Parse("tank/db"), [guid]);
            var stays = Assert.IsType<ReleaseAnswer.Stays>(await Desk.ReleaseAsync(Somebody(Role.Administrator), StepHold, evenIfNeeded: true, default));
            Assert.StartsWith("A run needs it just now.", stays.Reason, StringComparison.Ordinal);
            Assert.True(await IsHeldAsync());
        }

        Assert.IsType<ReleaseAnswer.Released>(await Desk.ReleaseAsync(Somebody(Role.Administrator), StepHold, evenIfNeeded: true, default));
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart()
    {
        var administrator = Somebody(Role.Administrator);
        Assert.Equal(new ReleaseAnswer.Missing(IsDataset: true), await Desk.ReleaseAsync(administrator, StepHold with { Dataset = "tank/none" }, true, default));
        Assert.Equal(new ReleaseAnswer.Missing(IsDataset: true), await Desk.ReleaseAsync(administrator, StepHold with { Host = "elsewhere" }, true, default));
        Assert.Equal(new ReleaseAnswer.Missing(IsDataset: false), await Desk.ReleaseAsync(administrator, StepHold with { Job = "another" }, true, default));
    }

    [Fact]
    public async Task What_zfs_says_against_it_is_told()
    {
        _zfs.Broken = "nowhere"; // lists that instead of what was asked for
        var answer = await Desk.ReleaseAsync(Somebody(Role.Administrator), StepHold, true, default);
        _zfs.Broken = null;
        var stays = Assert.IsType<ReleaseAnswer.Stays>(answer);
        Assert.Equal(StayReason.Zfs, stays.Why);
        Assert.Contains("nowhere", stays.Reason, StringComparison.Ordinal);
        Assert.True(await IsHeldAsync());
    }

    private static Actor Somebody(Role? role) => new("anna", ActorWay.Browser, "127.0.0.1", role);

    private async Task<bool> IsHeldAsync() => (await _zfs.RunAsync("holds", "-H", "tank/db@b")).Contains("zrepl_STEP", StringComparison.Ordinal);
}
