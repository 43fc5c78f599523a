using Zrepl.Tests.Support;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Tests.Web.Security;

/// <summary>Several dashboards that are all localhost to a browser, each behind a port of its own.</summary>
public sealed class CookieNamesTests : IDisposable
{
    private readonly TemporaryDirectory _one = new(), _other = new();

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Each_installation_has_names_of_its_own_and_keeps_them()
    {
        var names = CookieNames.Of(_one.Path);
        Assert.Equal(names, CookieNames.Of(_one.Path));
        var others = CookieNames.Of(_other.Path);
        Assert.Equal(4, new[] { names.Session, names.Form, others.Session, others.Form }.Distinct().Count());
        Assert.Matches("^zrepl-session-[0-9a-f]{8}$", names.Session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../; path=/")]
    public void A_file_that_says_something_else_is_replaced(string text)
    {
        _one.Write("installation", text);
        Assert.Matches("^zrepl-form-[0-9a-f]{8}$", CookieNames.Of(_one.Path).Form);
        Assert.Equal(CookieNames.Of(_one.Path), CookieNames.Of(_one.Path));
    }

    [Fact]
    public async Task Both_cookies_bear_them()
    {
        await using var daemon = new RunningDaemon();
        await daemon.StartAsync();
        var names = CookieNames.Of(Path.Combine(daemon.StatePath, "keys"));
        using var door = await daemon.Web.GetAsync("/settings", daemon.Limit);
        Assert.Contains(door.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith(names.Form + "=", StringComparison.Ordinal));
        Assert.StartsWith(names.Session + "=", daemon.Web.DefaultRequestHeaders.GetValues("Cookie").Single(), StringComparison.Ordinal);
    }
}
