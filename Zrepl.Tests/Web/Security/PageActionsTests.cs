using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Architecture;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security;

/// <summary>Every action of pages and dialogs as nobody, viewer, operator and administrator, where it is done and not where its button is (design D11).</summary>
public sealed class PageActionsTests : IAsyncDisposable
{
    private const string NotTheRole = "needs the role";

    private readonly RunningDaemon _daemon = new("""
        [{ type: push, name: offsite, connect: { type: tcp, address: '127.0.0.1:1' }, filesystems: { 'tank<': true }, snapshotting: { type: manual },
           pruning: { keep_sender: [{ type: last_n, count: 1 }], keep_receiver: [{ type: last_n, count: 1 }] } }]
        """);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public void Every_call_of_a_page_has_its_entry_and_every_entry_its_call()
    {
        var calls = CallsOfPages.Of(AppContext.BaseDirectory);
        List<string> entries = [.. PageActions.All.Keys, .. PageActions.Door, .. PageActions.Looks];
        Assert.Equal([], entries.GroupBy(entry => entry).Where(same => same.Count() > 1).Select(same => $"two entries: {same.Key}"));
        Assert.Equal([], calls.Except(entries).Select(call => $"no entry in PageActions: {call}"));
        Assert.Equal([], entries.Except(calls).Select(entry => $"no page calls: {entry}"));
    }

    [Fact]
    public async Task Every_action_is_done_for_whom_its_entry_says_and_for_nobody_else()
    {
        await _daemon.StartAsync();
        _daemon.Jobs.Feed.Publish(AJob.Named("offsite"));
        var accounts = _daemon.Services.GetRequiredService<UserAccounts>();
        List<Actor> visitors = [Actor.Nobody("192.0.2.1")];
        foreach (var role in Roles.All) visitors.Add((await Visitors.SignInAsync(_daemon.Services, role, cancellation: _daemon.Limit)).Actor);
        await accounts.AddAsync("victim", null, Role.Viewer, Visitors.Test, _daemon.Limit);

        var wrong = new List<string>();
        foreach (var (action, (least, doAsync)) in PageActions.All)
        {
            foreach (var actor in visitors)
            {
                var told = await doAsync(_daemon.Services, actor, _daemon.Limit);
                var isLetIn = !told.Contains(NotTheRole, StringComparison.Ordinal);
                if (isLetIn != actor.May(least)) wrong.Add($"{action} as {actor.Role.Word()}: {(isLetIn ? "let in" : "refused")}: {told}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var refused = await RefusalsAsync();
        string[] known = ["user.add", "notifications.test", "notifications.reset", "configuration.test-connection", "configuration.reload", "session.end", "token.create", "trace.record", "job.wakeup"];
        Assert.Equal([], known.Except(refused));
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_somebody_else_not_even_an_administrator()
    {
        await _daemon.StartAsync();
        var (viewer, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var (administrator, _) = await Visitors.SignInAsync(_daemon.Services, Role.Administrator, cancellation: _daemon.Limit);
        var sessions = _daemon.Services.GetRequiredService<Sessions>();
        await Assert.ThrowsAsync<SecurityRefusedException>(() => sessions.EndOwnAsync(administrator, viewer.SessionId ?? "", _daemon.Limit));
        Assert.NotNull(await sessions.FindAsync(viewer.SessionId ?? "", "", _daemon.Limit));
        await sessions.EndOwnAsync(viewer, viewer.SessionId ?? "", _daemon.Limit);
        Assert.Null(await sessions.FindAsync(viewer.SessionId ?? "", "", _daemon.Limit));
    }

    [Fact]
    public async Task Somebody_changes_their_own_password_and_who_has_their_old_name_does_not()
    {
        await _daemon.StartAsync();
        var accounts = _daemon.Services.GetRequiredService<UserAccounts>();
        var (viewer, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        await accounts.SetPasswordAsync(viewer.Name, "correct horse battery", viewer, _daemon.Limit);
        var refusal = await Assert.ThrowsAsync<SecurityRefusedException>(() => accounts.SetPasswordAsync(viewer.Name, "correct horse battery", viewer with { UserId = 4711 }, _daemon.Limit));
        Assert.Equal("This needs the role administrator; yours is viewer.", refusal.Message);
    }

    private async Task<List<string>> RefusalsAsync()
    {
        var database = _daemon.Services.GetRequiredService<HistoryAccess>();
        while (true) // the audit is written behind
        {
            var refused = await database.UseAsync((db, token) => db.Audit.Where(entry => !entry.IsDone).Select(entry => entry.Action).Distinct().ToListAsync(token), _daemon.Limit);
            if (refused.Contains("user.remove")) return refused;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _daemon.Limit);
        }
    }
}
