using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What is seen of the clients of a passive job: spec C7.</summary>
public sealed class ClientBoardTests
{
    private readonly FakeTimeProvider _clock = new(AJob.Now);
    private readonly StatusBoard _board;
    private readonly ClientBoard _clients;

    public ClientBoardTests()
    {
        _board = new(new StatusFeed(NullLogger<StatusFeed>.Instance), _clock, AJob.Named("sink", JobKind.Sink));
        _clients = new(_board, _clock);
    }

    [Fact]
    public void Bytes_of_a_stream_are_shown_while_it_runs_but_not_with_each_piece()
    {
        using var request = _clients.Begin("laptop", "receive tank/a@1", isStream: true, CancellationToken.None);
        request.Count(100);
        Assert.Equal(0, Assert.Single(_board.Now.Clients).BytesMoved);
        _clock.Advance(TimeSpan.FromSeconds(1));
        request.Count(20);
        Assert.Equal(120, Assert.Single(_board.Now.Clients).BytesMoved);
    }
}
