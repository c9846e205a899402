import { z } from 'zod';
import { channelSchema, defineChannel, secretFile } from './channel.ts';

const schema = channelSchema('telegram', {
  chatId: z.int().describe('Number of the chat.').meta({ example: -1001234 }),
  botTokenFile: secretFile,
});

/** A chat of Telegram, by a bot. */
export const telegram = defineChannel(schema, {
  text: ({ chatId }) => `Telegram chat ${chatId}`,
  needs: () => ({ version: '0.26', what: 'a Telegram bot token that is read from a file' }),
  alertmanager: ([{ chatId, botTokenFile }], { sendResolved, template }) => [
    'telegram_configs',
    {
      bot_token_file: botTokenFile,
      chat_id: chatId,
      send_resolved: sendResolved,
      message: template('palette.telegram'),
    },
  ],
  operator: ([{ chatId, botTokenFile }], { sendResolved, template, secret }) => [
    'telegramConfigs',
    {
      botToken: secret(botTokenFile),
      chatID: chatId,
      sendResolved,
      message: template('palette.telegram'),
    },
  ],
  grafana: ([{ chatId, botTokenFile }], { secret }) => ({
    type: 'telegram',
    settings: { bottoken: secret(botTokenFile), chatid: String(chatId) },
  }),
});
