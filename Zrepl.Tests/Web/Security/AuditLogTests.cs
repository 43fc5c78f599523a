using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Security;

/// <summary>What the log says of who did what.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly HistoryWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartedAsync();
        await _world.Writer.Opened.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void An_actor_without_an_address_is_told_without_one()
    {
        var log = new LogProbe<AuditTrail>();
        var audit = new AuditTrail(_world.Writer, new(_world.Database, _world.Writer, TimeProvider.System), TimeProvider.System, log);
        audit.Done(Actor.ControlSocket, "job.wakeup", "to_nas", "a run begins");
        audit.Refused(new("anna", ActorWay.Browser, "192.0.2.7", Role.Viewer), "job.reset", "to_nas", "not allowed");
        Assert.Equal(
            ["audit: root (control socket) job.wakeup to_nas: a run begins", "audit: refused: anna (browser 192.0.2.7) job.reset to_nas: not allowed"],
            log.Entries.Select(entry => entry.Message));
    }
}
