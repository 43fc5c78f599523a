using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security;

/// <summary>Whatever takes rights away ends sessions at once, and open pages with them; a database in trouble throws nobody out (design D9, D11).</summary>
public sealed class SessionsTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private UserAccounts Accounts => _daemon.Services.GetRequiredService<UserAccounts>();

    [Theory]
    [InlineData("password")]
    [InlineData("role")]
    [InlineData("removal")]
    public async Task Taking_rights_away_ends_every_session_and_what_is_open_under_it(string what)
    {
        await _daemon.StartAsync();
        var (actor, cookie) = await Visitors.SignInAsync(_daemon.Services, Role.Operator, cancellation: _daemon.Limit);
        using var browser = Visitors.Browser(_daemon.Address, cookie);
        var ended = new TaskCompletionSource<string>();
        using var page = _daemon.Services.GetRequiredService<LiveSessions>().Listen(actor.SessionId!, ended.SetResult); // who signs in has one
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/", _daemon.Limit)).StatusCode);

        await (what switch
        {
            "password" => Accounts.SetPasswordAsync("operator", "another long password", Visitors.Test, _daemon.Limit),
            "role" => Accounts.SetRoleAsync("operator", Role.Viewer, Visitors.Test, _daemon.Limit),
            _ => Accounts.RemoveAsync("operator", Visitors.Test, _daemon.Limit),
        });

        await ended.Task.WaitAsync(_daemon.Limit);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task Who_changes_their_own_password_stays_signed_in_where_they_did_it_and_nowhere_else()
    {
        await _daemon.StartAsync();
        var user = await Accounts.AddAsync("anna", null, Role.Viewer, Visitors.Test, _daemon.Limit);
        var (here, hereCookie) = await Visitors.SignInAsync(_daemon.Services, user, _daemon.Limit);
        var (_, thereCookie) = await Visitors.SignInAsync(_daemon.Services, user, _daemon.Limit);

        await Accounts.SetPasswordAsync("anna", "another long password", here, _daemon.Limit);

        using var hereBrowser = Visitors.Browser(_daemon.Address, hereCookie);
        using var thereBrowser = Visitors.Browser(_daemon.Address, thereCookie);
        Assert.Equal(HttpStatusCode.OK, (await hereBrowser.GetAsync("/", _daemon.Limit)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await thereBrowser.GetAsync("/", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_page_hears_of_the_end_only_when_the_session_can_open_nothing_any_more()
    {
        await _daemon.StartAsync();
        var (actor, cookie) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var database = _daemon.Services.GetRequiredService<HistoryDatabase>();
        var left = new TaskCompletionSource<int>();
        using var page = _daemon.Services.GetRequiredService<LiveSessions>().Listen(actor.SessionId!, _ => // who signs in has one
        {
            using var db = database.Connect();
            left.SetResult(db.Sessions.Count(session => session.Id == actor.SessionId));
        });

        await _daemon.Services.GetRequiredService<Sessions>().EndAsync(actor.SessionId!, "over"); // as above

        Assert.Equal(0, await left.Task.WaitAsync(_daemon.Limit));
        using var browser = Visitors.Browser(_daemon.Address, cookie);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_session_that_another_process_ended_is_noticed_while_a_page_is_only_looked_at()
    {
        await _daemon.StartAsync();
        var (actor, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var ended = new TaskCompletionSource<string>();
        using var page = _daemon.Services.GetRequiredService<LiveSessions>().Listen(actor.SessionId!, ended.SetResult); // who signs in has one

        await using (var db = _daemon.Services.GetRequiredService<HistoryDatabase>().Connect()) // as "zrepl user" does
            await db.Sessions.Where(session => session.Id == actor.SessionId).ExecuteDeleteAsync(_daemon.Limit);

        await ended.Task.WaitAsync(_daemon.Limit);
    }

    [Fact]
    public async Task What_is_opened_at_the_moment_a_session_ends_ends_too()
    {
        await _daemon.StartAsync();
        var (actor, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        await _daemon.Services.GetRequiredService<Sessions>().EndAsync(actor.SessionId!, "over"); // who signs in has one
        var ended = new TaskCompletionSource<string>();
        using var late = _daemon.Services.GetRequiredService<LiveSessions>().Listen(actor.SessionId!, ended.SetResult); // its cookie was looked at before
        await ended.Task.WaitAsync(_daemon.Limit);
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_removed_nor_demoted()
    {
        await _daemon.StartAsync();
        await Assert.ThrowsAsync<SecurityRefusedException>(() => Accounts.RemoveAsync("root", Visitors.Test, _daemon.Limit));
        await Assert.ThrowsAsync<SecurityRefusedException>(() => Accounts.SetRoleAsync("root", Role.Operator, Visitors.Test, _daemon.Limit));
        await Accounts.AddAsync("anna", null, Role.Administrator, Visitors.Test, _daemon.Limit);
        await Accounts.RemoveAsync("root", Visitors.Test, _daemon.Limit);
        Assert.Equal(["anna"], (await Accounts.ListAsync(_daemon.Limit)).Select(user => user.Name));
    }

    [Fact]
    public async Task While_the_database_is_locked_who_was_signed_in_stays_so_and_the_door_says_what_is_wrong()
    {
        await _daemon.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await _daemon.Web.GetAsync("/", _daemon.Limit)).StatusCode);
        var database = _daemon.Services.GetRequiredService<HistoryDatabase>();
        var aside = database.Path + ".away";
        await DatabaseFile.ClosedAsync(database.Path);
        File.Move(database.Path, aside);
        Directory.CreateDirectory(database.Path); // which cannot be opened as a database

        for (var count = 0; count < 3; count++) Assert.Equal(HttpStatusCode.OK, (await _daemon.Web.GetAsync("/", _daemon.Limit)).StatusCode);
        using var nobody = Visitors.Browser(_daemon.Address);
        using var door = await nobody.GetAsync("/sign-in", _daemon.Limit);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, door.StatusCode);
        Assert.Contains($"Nobody can be let in now: {database.Path} cannot be opened",
            WebUtility.HtmlDecode(await door.Content.ReadAsStringAsync(_daemon.Limit)), StringComparison.Ordinal);

        Directory.Delete(database.Path);
        File.Move(aside, database.Path);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/sign-in", _daemon.Limit)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _daemon.Web.GetAsync("/", _daemon.Limit)).StatusCode);
        await _daemon.StopAsync(); // the log is written by then
        var said = (await File.ReadAllLinesAsync(Path.Combine(_daemon.Directory.Path, "log"), _daemon.Limit)).Where(line => line.Contains("looked up", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, said.Count); // that it cannot be, and that it can
    }

    [Fact]
    public async Task When_the_database_was_lost_a_new_setup_token_opens_the_door()
    {
        await _daemon.StartAsync();
        var database = _daemon.Services.GetRequiredService<HistoryDatabase>();
        using var nobody = Visitors.Browser(_daemon.Address);
        Uri? target = null;
        do
        {
            await DatabaseFile.BreakAsync(database.Path); // whoever opens it at that moment reads on in a journal that is gone; then it is lost once more
            for (var tries = 0; tries < 50 && target is null; tries++)
            {
                target = (await nobody.GetAsync("/sign-in", _daemon.Limit)).Headers.Location; // nobody is let in until the file is set aside
                await Task.Delay(20, _daemon.Limit);
            }
        }
        while (target is null);

        Assert.EndsWith("/setup", target.OriginalString, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_daemon.StatePath, "setup-token")));
        Assert.Equal(HttpStatusCode.Redirect, (await _daemon.Web.GetAsync("/", _daemon.Limit)).StatusCode); // nobody is known any more, and nobody is let in
    }
}
