using Microsoft.Extensions.Time.Testing;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security;

/// <summary>How often one address may try in a minute.</summary>
public sealed class TriesByAddressTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TriesByAddress _tries;

    public TriesByAddressTests() => _tries = new(3, _clock);

    [Fact]
    public void So_many_in_any_minute_and_no_more()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(TryAfter(10)));
        Assert.False(TryAfter(10));
        Assert.False(TryAfter(29.9)); // the first is 59.9 s ago; a refused try does not make the wait longer
        Assert.True(TryAfter(0.1));
        Assert.False(TryAfter(0));
    }

    [Fact]
    public void One_address_does_not_use_up_the_tries_of_another()
    {
        for (var i = 0; i < 10; i++) _tries.TryCount("192.0.2.1");
        Assert.True(_tries.TryCount("192.0.2.2"));
    }

    [Fact]
    public void Addresses_that_went_away_are_forgotten()
    {
        for (var i = 0; i < 1000; i++) _tries.TryCount($"2001:db8::{i:x}");
        Assert.Equal(1000, _tries.Count);

        _clock.Advance(TimeSpan.FromMinutes(1));
        _tries.TryCount("192.0.2.1");

        Assert.Equal(1, _tries.Count);
    }

    private bool TryAfter(double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return _tries.TryCount("192.0.2.1");
    }
}
