using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Live;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>Sends mail by SMTP.</summary>
internal sealed class MailChannel(AlertSender sender) : IAlertChannel
{
    public string Name => "mail";

    public bool IsSet(NotificationSettings settings) => settings.Mail is not null;

    public async Task SendAsync(NotificationSettings settings, AlertMessage message, CancellationToken cancellation)
    {
        var mail = settings.Mail ?? throw new DeliveryException("there is no mail server any more", isFinal: true);
        using var letter = Letter(mail, message, sender.Host, AlertSender.LinkOf(settings, message));
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(mail.Host, mail.Port, SecurityOf(mail), cancellation);
            if (mail.User.Length > 0 && !client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
                throw new DeliveryException($"{mail.Host} asks nobody for a password on port {mail.Port}; leave the user empty, or use the port for senders (587 or 465)", isFinal: true);
            if (mail.User.Length > 0) await client.AuthenticateAsync(mail.User, mail.Password, cancellation);
            await client.SendAsync(letter, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (AuthenticationException)
        {
            throw new DeliveryException($"{mail.Host} refuses user name or password; check both", isFinal: true);
        }
        catch (SslHandshakeException)
        {
            throw new DeliveryException($"no TLS connection to {mail.Host}:{mail.Port}; check the port, starttls or tls, and its certificate");
        }
        catch (NotSupportedException)
        {
            throw new DeliveryException($"{mail.Host} does not offer STARTTLS on port {mail.Port}; choose tls, or another port", isFinal: true);
        }
        catch (SmtpCommandException refused)
        {
            throw new DeliveryException($"{mail.Host} refuses the message: {refused.Message}", isFinal: (int)refused.StatusCode >= 500);
        }
        catch (Exception failure) when (failure is ProtocolException or ServiceNotConnectedException or IOException or SocketException)
        {
            throw new DeliveryException($"{mail.Host}:{mail.Port} cannot be reached: {failure.Message}; check name and port");
        }
    }

    /// <summary>The letter: plain text, so that names from outside can do no harm in it.</summary>
    public static MimeMessage Letter(MailSettings mail, AlertMessage message, string host, string? link)
    {
        var letter = new MimeMessage { Subject = $"[zrepl {OneLineText.Of(host)}] {SubjectOf(message)}" };
        letter.From.Add(MailboxAddress.Parse(mail.From));
        letter.To.AddRange(InternetAddressList.Parse(mail.To));
        letter.Headers.Add("Auto-Submitted", "auto-generated");
        string?[] parts =
        [
            message.Text, message.Advice.Length > 0 ? message.Advice : null,
            string.Create(CultureInfo.InvariantCulture, $"Since {message.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC, on {host}."), link,
        ];
        letter.Body = new TextPart("plain") { Text = string.Join("\n\n", parts.OfType<string>()) + "\n" };
        return letter;
    }

    private static string SubjectOf(AlertMessage message) => OneLineText.Of(message.Event switch
    {
        AlertEvent.Repeat => $"still: {message.Title}",
        AlertEvent.Recovery => $"over: {message.Title}",
        _ => message.Title,
    });

    private static SecureSocketOptions SecurityOf(MailSettings mail) => mail.Security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
