using System.Net.Sockets;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>Requests to addresses that an administrator wrote down. Follows nothing, reads no answer, names no secret part of an address.</summary>
internal sealed class HookClient : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // a signed body goes where it was meant to go
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
    }) { Timeout = Timeout.InfiniteTimeSpan }; // every caller has a deadline of its own

    /// <summary>Sends a request.</summary>
    /// <exception cref="DeliveryException">It was not taken.</exception>
    public async Task SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.UserAgent.ParseAdd("zrepl");
        var where = NotificationRules.Shown(request.RequestUri?.OriginalString ?? "");
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode) return;
            var status = (int)answer.StatusCode;
            var isFinal = status is >= 300 and < 500 and not 408 and not 429;
            throw new DeliveryException($"{where} answers {status} {answer.ReasonPhrase}{(isFinal ? "; check the address" : "")}", isFinal);
        }
        catch (HttpRequestException failure)
        {
            throw new DeliveryException($"{where} cannot be reached: {Words(failure)}; check the address, and whether this machine may connect to it");
        }
        catch (IOException failure)
        {
            throw new DeliveryException($"{where} broke the connection: {failure.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Words(HttpRequestException failure) => failure.InnerException is SocketException socket ? socket.Message : failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.SecureConnectionError => "no TLS connection with a certificate that this machine trusts",
        _ => failure.Message,
    };
}
