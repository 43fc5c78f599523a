using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli;

/// <summary>Talks to a daemon, ours or Go's, over its control socket. What fails is told in the words of the Go client. Source: spec B1.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int LongestErrorText = 4096;
    private readonly HttpClient _http;
    private readonly string _path;

    public ControlClient(string socketPath)
    {
        _path = socketPath;
        _http = new(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation) })
        { BaseAddress = new("http://unix"), Timeout = TimeSpan.FromMinutes(1) };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The body of <c>/status</c> as it was received.</summary>
    public Task<byte[]> StatusBytesAsync(CancellationToken cancellation) => PostAsync("/status", "{}", cancellation);

    /// <summary>The status document.</summary>
    public async Task<StatusDocument> StatusAsync(CancellationToken cancellation)
    {
        var body = await StatusBytesAsync(cancellation);
        try
        {
            return StatusJson.Read(body);
        }
        catch (JsonException wrong)
        {
            throw new CommandFailedException(Encoding.UTF8.GetString(body).Contains("\"JobSpecific\"", StringComparison.Ordinal)
                ? $"the daemon at {_path} is another edition of zrepl, whose status has another shape; use its own client"
                : $"cannot understand the status of the daemon at {_path}: {wrong.Message}");
        }
    }

    /// <summary>Asks a job to do something.</summary>
    public Task SignalAsync(SignalRequest request, CancellationToken cancellation) =>
        PostAsync("/signal", JsonSerializer.Serialize(request), cancellation);

    /// <summary>Which zrepl the daemon is.</summary>
    public async Task<VersionInformation> VersionAsync(CancellationToken cancellation) =>
        JsonSerializer.Deserialize<VersionInformation>(await PostAsync("/version", "\"\"", cancellation))
        ?? throw new CommandFailedException($"the daemon at {_path} does not tell its version");

    private async Task<byte[]> PostAsync(string path, string json, CancellationToken cancellation)
    {
        try
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(path, content, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            if (response.IsSuccessStatusCode) return body;
            throw new CommandFailedException(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestErrorText))).TrimEnd('\n'));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException($"Post \"http://unix{path}\": {ReasonOf(failure)}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"Post \"http://unix{path}\": the daemon at {_path} did not answer within {_http.Timeout.TotalSeconds} s");
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string ReasonOf(HttpRequestException failure) => failure.InnerException is SocketException reason
        ? $"dial unix {_path}: connect: {WordsOf(reason)}"
        : failure.InnerException?.Message ?? failure.Message;

    private string WordsOf(SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.AccessDenied => "permission denied",
        _ when !File.Exists(_path) => "no such file or directory",
        _ => reason.Message,
    };
}
